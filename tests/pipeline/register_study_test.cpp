// SPDX-License-Identifier: Apache-2.0
// Row "Register": the table of a cohort.
#include "core/pipeline/register_study.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_files.h"
#include "tests/registration/spine_points.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

class RegisterStudy : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto points = with_state(testing::spine(4, true), LandmarkState::placed);
    for (const char* id : {"sub-1", "sub-2", "sub-3"}) {
      study_.subject(id);
      ASSERT_TRUE(write_landmark_document(study_.landmarks_file(id), {points, points}).ok());
    }
  }

  testing::TemporaryFolder folder_;
  Study study_{folder_ / "study"};
};

TEST_F(RegisterStudy, ARunThatWasEndedLeavesTheRowsOfWhatIsDone) {
  std::stop_source stop;
  JobContext job(stop.get_token(), {});
  int rows = 0;
  const auto done = register_study(study_, {}, job, [&](const RegistrationRow&) {
    if (++rows == 2) stop.request_stop();
  });
  ASSERT_FALSE(done.ok());
  EXPECT_TRUE(done.error().is_cancelled());
  const RegistrationTable table(study_);
  for (const char* id : {"sub-1", "sub-2"}) {
    const RegistrationRow* row = table.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(row->model, "rigid");
    EXPECT_EQ(row->points, "2");
    EXPECT_EQ(row->pairs, 8);
  }
  EXPECT_EQ(table.find("sub-3"), nullptr);
}

TEST_F(RegisterStudy, RowsOfAnEarlierVersionAreKeptUntilTheirSubjectIsDoneAgain) {
  ASSERT_TRUE(write_text_atomically(study_.reports_folder() / "registration.json",
                                    R"({"subjects": [
                                      {"subject": "sub-1", "points": 12, "made_from": "old"},
                                      {"subject": "sub-0", "points": 6},
                                      {"no": "row"}]})")
                  .ok());
  RegisterStudyOptions options;
  options.subjects = {"sub-1"};
  JobContext job;
  const auto rows = register_study(study_, options, job);
  ASSERT_TRUE(rows.ok()) << rows.error().message();
  EXPECT_FALSE(rows->front().kept);
  const RegistrationTable table(study_);
  ASSERT_NE(table.find("sub-0"), nullptr);
  EXPECT_EQ(table.find("sub-0")->pairs, 6);
  EXPECT_EQ(table.find("sub-1")->pairs, 8);
}

}  // namespace
}  // namespace transpine
