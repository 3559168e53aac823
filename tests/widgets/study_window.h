// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <QTest>
#include <QThread>
#include <atomic>
#include <memory>

#include "app/window/main_window.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/pipeline/phantom_study.h"
#include "core/pipeline/steps.h"
#include "tests/support/test_files.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/workspaces/workspace.h"

namespace transpine {

inline constexpr int kLong_ms = 120000;

/// A window on a small phantom study, made once for all tests; each test gets a copy of it.
class StudyWindowTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = new testing::TemporaryFolder;
    PhantomOptions options = demo_phantom_options();
    options.vertebrae = "L2-L4";
    JobContext job;
    const auto study = make_phantom_study(*made_ / "study", options, {3, 1, 1}, job);
    ASSERT_TRUE(study.ok()) << study.error().message();
  }
  static void TearDownTestSuite() { delete made_; }

  void SetUp() override {
    std::filesystem::copy(*made_ / "study", folder_ / "study",
                          std::filesystem::copy_options::recursive);
    window_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window_));
    window_.session()->open(folder_ / "study");
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return window_.session()->has_study() && idle(); }, kLong_ms));
  }

  bool idle() const { return window_.backend()->active_count() == 0; }
  bool wait_idle() {
    return QTest::qWaitFor([&] { return idle(); }, kLong_ms);
  }
  /// Runs until the returned flag is set: what comes after on the lane waits behind it.
  std::shared_ptr<std::atomic<bool>> keep_busy(JobLane lane) {
    auto released = std::make_shared<std::atomic<bool>>(false);
    window_.backend()->run<bool>("busy", lane,
                                 [released](JobContext& job) -> Result<bool> {
                                   while (!*released && !job.stop_requested()) QThread::msleep(1);
                                   return true;
                                 },
                                 &window_, {});
    return released;
  }
  template <class T>
  T* place(MainWindow::Place which) {
    window_.show_workspace(which);
    auto* workspace = qobject_cast<T*>(window_.workspace(which));
    EXPECT_NE(workspace, nullptr);
    EXPECT_TRUE(wait_idle());
    return workspace;
  }

  /// A stand-in for a trained model's result: the real CT on the MR's grid.
  void write_real_ct_as_result(const std::string& run, const std::string& subject) {
    const Study& study = window_.session()->study();
    const Subject& entry = *study.find(subject);
    const Volume mr = value_or_throw(read_nifti(entry.path_of(Role::mr)));
    const Volume ct = value_or_throw(read_nifti(entry.path_of(Role::ct)));
    JobContext job;
    const auto on_mr = resample(ct, mr.grid(), value_or_throw(subject_transform(study, subject)),
                                Interpolation::linear, -1000, job);
    Volume sct = value_or_throw(on_mr).as(ScalarType::int16);
    sct.set_nifti_forms(mr.nifti_forms());
    ASSERT_TRUE(write_nifti(result_files(study, run, subject).sct, sct).ok());
  }

  static inline testing::TemporaryFolder* made_ = nullptr;
  testing::TemporaryFolder folder_;
  MainWindow window_;
};

}  // namespace transpine
