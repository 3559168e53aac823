// SPDX-License-Identifier: Apache-2.0
#include "widgets/backend/backend.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <atomic>

#include "widgets/backend/job_summary.h"
#include "widgets/backend/jobs_panel.h"

namespace transpine {
namespace {

Result<int> wait_for_stop(JobContext& job) {
  while (job.checkpoint(0.5, "waiting")) QThread::msleep(1);
  return cancelled_error();
}

TEST(Backend, DeliversResultsInTheUiThread) {
  Backend backend;
  QThread* worker = nullptr;
  QThread* receiver = nullptr;
  int value = 0;
  const int id = backend.run<int>(
      "answer", JobLane::processor,
      [&](JobContext&) -> Result<int> {
        worker = QThread::currentThread();
        return 42;
      },
      &backend,
      [&](const Result<int>& result) {
        receiver = QThread::currentThread();
        value = *result;
      });
  ASSERT_TRUE(QTest::qWaitFor([&] { return value != 0; }));
  EXPECT_EQ(value, 42);
  EXPECT_EQ(receiver, QThread::currentThread());
  EXPECT_NE(worker, QThread::currentThread());
  EXPECT_EQ(backend.find(id)->state, JobState::finished);
  EXPECT_EQ(backend.find(id)->fraction, 1);
}

TEST(Backend, ListsWhatAUserAskedForAndAnyFailure) {
  Backend backend;
  const auto run = [&](JobListing listing, const Result<int>& answer) {
    bool done = false;
    const int id = backend.run<int>(
        "job", JobLane::processor, [answer](JobContext&) { return answer; }, &backend,
        [&](const Result<int>&) { done = true; }, listing);
    const auto& order = backend.order();
    const bool at_work = std::find(order.begin(), order.end(), id) != order.end();
    EXPECT_TRUE(QTest::qWaitFor([&] { return done && backend.active_count() == 0; }));
    const bool after = std::find(order.begin(), order.end(), id) != order.end();
    return std::pair(at_work, after);
  };
  const Error failure{"It failed.", "Try again."};
  using Listed = std::pair<bool, bool>;
  EXPECT_EQ(run(JobListing::always, 1), Listed(true, true));
  EXPECT_EQ(run(JobListing::while_active, 1), Listed(true, false));
  EXPECT_EQ(run(JobListing::when_failed, 1), Listed(false, false));
  QSignalSpy failed(&backend, &Backend::job_failed);
  EXPECT_EQ(run(JobListing::while_active, failure), Listed(true, true));
  EXPECT_EQ(run(JobListing::when_failed, failure), Listed(false, true));
  EXPECT_EQ(failed.count(), 2);
}

/// Cancel and Pause are for the job that was chosen, whatever begins and ends beside it.
TEST(Backend, TheChosenJobStaysChosenWhileOthersComeAndGo) {
  Backend backend;
  JobsPanel panel(&backend);
  auto* table = panel.findChild<QTableView*>("jobs_table");
  const auto chosen = [&] { return table->currentIndex().siblingAtColumn(0).data().toString(); };
  backend.run<int>("Train a model", JobLane::network, wait_for_stop, &backend, {});
  backend.run<int>("Translate", JobLane::network, wait_for_stop, &backend, {});
  EXPECT_EQ(chosen(), "Train a model") << "the first stays chosen while it runs";
  table->selectRow(1);
  EXPECT_EQ(chosen(), "Translate");
  bool done = false;
  backend.run<int>(
      "Open an image", JobLane::processor, [](JobContext&) -> Result<int> { return 1; }, &backend,
      [&](const Result<int>&) { done = true; }, JobListing::while_active);
  EXPECT_EQ(chosen(), "Translate");
  ASSERT_TRUE(QTest::qWaitFor([&] { return done && backend.active_count() == 2; }));
  EXPECT_EQ(chosen(), "Translate");
  backend.cancel_all();
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.active_count() == 0; }));
}

TEST(JobSummary, SaysWhatRunsAndHowManyWait) {
  Backend backend;
  QAction show_list("Jobs");
  JobSummary summary(&backend, &show_list);
  auto* text = summary.findChild<QLabel*>("job_summary_text");
  auto* progress = summary.findChild<QProgressBar*>("job_summary_progress");
  EXPECT_EQ(text->text(), "No jobs");
  EXPECT_TRUE(progress->isHidden());
  backend.run<int>("Train a model", JobLane::network, wait_for_stop, &backend, {});
  backend.run<int>("Translate", JobLane::network, wait_for_stop, &backend, {});
  backend.run<int>("Look up", JobLane::processor, wait_for_stop, &backend, {},
                   JobListing::when_failed);
  ASSERT_TRUE(QTest::qWaitFor([&] { return progress->value() == 50; }));
  EXPECT_TRUE(text->text().startsWith("Train a model, 1 ")) << text->text().toStdString();
  backend.cancel_all();
  ASSERT_TRUE(QTest::qWaitFor([&] { return text->text() == "No jobs"; }));
}

TEST(Backend, CancelEndsARunningAndAQueuedJob) {
  Backend backend;
  int cancelled = 0;
  const auto done = [&](const Result<int>& result) {
    cancelled += !result.ok() && result.error().is_cancelled();
  };
  const int first = backend.run<int>("first", JobLane::network, wait_for_stop, &backend, done);
  std::atomic<bool> second_ran{false};
  const int second = backend.run<int>(
      "second", JobLane::network,
      [&](JobContext&) -> Result<int> {
        second_ran = true;
        return 1;
      },
      &backend, done);
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(first)->state == JobState::running; }));
  EXPECT_EQ(backend.find(second)->state, JobState::queued);
  backend.cancel(second);
  backend.cancel(first);
  ASSERT_TRUE(QTest::qWaitFor([&] { return cancelled == 2; }));
  EXPECT_FALSE(second_ran);
  EXPECT_EQ(backend.find(first)->state, JobState::cancelled);
  EXPECT_EQ(backend.find(second)->state, JobState::cancelled);
  EXPECT_EQ(backend.active_count(), 0);
}

TEST(Backend, AFailedJobSaysWhyAndCanBeRetried) {
  Backend backend;
  QSignalSpy failed(&backend, &Backend::job_failed);
  std::atomic<int> tries{0};
  int value = 0;
  const int id = backend.run<int>(
      "flaky", JobLane::processor,
      [&](JobContext&) -> Result<int> {
        if (++tries == 1) return Error{"disk.nii is gone.", "Bring it back."};
        return 7;
      },
      &backend,
      [&](const Result<int>& result) {
        if (result) value = *result;
      });
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }));
  EXPECT_EQ(failed[0][1].toString(), "disk.nii is gone.");
  EXPECT_EQ(failed[0][2].toString(), "Bring it back.");
  EXPECT_EQ(backend.find(id)->state, JobState::failed);
  backend.retry(id);
  ASSERT_TRUE(QTest::qWaitFor([&] { return value == 7; }));
  EXPECT_EQ(backend.find(id)->state, JobState::finished);
}

TEST(Backend, AnExceptionBecomesAnError) {
  Backend backend;
  std::string title;
  backend.run<int>(
      "throws", JobLane::processor,
      [](JobContext&) -> Result<int> { throw std::runtime_error("boom"); }, &backend,
      [&](const Result<int>& result) { title = result.error().title; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return !title.empty(); }));
  EXPECT_NE(title.find("boom"), std::string::npos);
}

TEST(Backend, APausedJobWaitsAndGoesOn) {
  Backend backend;
  std::atomic<int> steps{0};
  std::atomic<bool> end{false};
  const int id = backend.run<int>("steps", JobLane::processor,
                                  [&](JobContext& job) -> Result<int> {
                                    while (!end) {
                                      if (!job.checkpoint(0.1, "step")) return cancelled_error();
                                      ++steps;
                                      QThread::msleep(1);
                                    }
                                    return 1;
                                  },
                                  &backend, {});
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(id)->state == JobState::running; }));
  backend.set_paused(id, true);
  EXPECT_EQ(backend.find(id)->state, JobState::paused);
  // One step may have been under way.
  int before = -1;
  ASSERT_TRUE(QTest::qWaitFor([&] { return std::exchange(before, steps.load()) == steps.load(); }));
  end = true;
  EXPECT_EQ(backend.active_count(), 1);
  backend.set_paused(id, false);
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(id)->state == JobState::finished; }));
}

TEST(Backend, AResultForAGoneReceiverIsDropped) {
  Backend backend;
  auto receiver = std::make_unique<QObject>();
  std::atomic<bool> go{false};
  bool called = false;
  const int id = backend.run<int>(
      "late", JobLane::processor,
      [&](JobContext&) -> Result<int> {
        while (!go) QThread::msleep(1);
        return 1;
      },
      receiver.get(), [&](const Result<int>&) { called = true; });
  receiver.reset();
  go = true;
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(id)->state == JobState::finished; }));
  EXPECT_FALSE(called);
}

TEST(Backend, ItsEndCancelsAndWaits) {
  std::atomic<bool> ended{false};
  {
    Backend backend;
    const int id = backend.run<int>("long", JobLane::network,
                                    [&](JobContext& job) -> Result<int> {
                                      auto result = wait_for_stop(job);
                                      ended = true;
                                      return result;
                                    },
                                    &backend, {});
    ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(id)->state == JobState::running; }));
  }
  EXPECT_TRUE(ended);
}

TEST(Backend, TellsHowLongAJobStillTakes) {
  Backend backend;
  JobTableModel model(&backend);
  const int id = backend.run<int>("slow", JobLane::processor,
                                  [](JobContext& job) -> Result<int> {
                                    for (int i = 0; job.checkpoint(0.25, "Train"); ++i)
                                      QThread::msleep(5);
                                    return cancelled_error();
                                  },
                                  &backend, {});
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.find(id)->remaining_s.has_value(); }));
  // A quarter took half a second at least.
  EXPECT_GT(*backend.find(id)->remaining_s, 1.4);
  const QString stage = model.index(0, JobTableModel::kStage).data().toString();
  EXPECT_TRUE(stage.startsWith("Train · ")) << stage.toStdString();
  EXPECT_TRUE(stage.endsWith(" left")) << stage.toStdString();
  backend.cancel(id);
  ASSERT_TRUE(QTest::qWaitFor([&] { return backend.active_count() == 0; }));
  EXPECT_FALSE(backend.find(id)->remaining_s.has_value());
}

}  // namespace
}  // namespace transpine
