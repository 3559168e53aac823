// SPDX-License-Identifier: Apache-2.0
#include "core/base/job_context.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace transpine {
namespace {

TEST(JobContext, DefaultNeverStops) {
  JobContext job;
  EXPECT_TRUE(job.checkpoint(0.5, "half"));
  EXPECT_FALSE(job.stop_requested());
}

TEST(JobContext, PartsMapTheirProgress) {
  std::vector<Progress> seen;
  JobContext job({}, [&](const Progress& progress) { seen.push_back(progress); });
  JobContext part = job.part(0.5, 0.75, "Register").part(0, 0.5);
  EXPECT_TRUE(part.checkpoint(1, "case 2"));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_DOUBLE_EQ(seen[0].fraction, 0.625);
  EXPECT_EQ(seen[0].stage, "Register: case 2");
}

TEST(JobContext, StopEndsAPausedJob) {
  std::stop_source stop;
  auto gate = std::make_shared<PauseGate>();
  gate->set_paused(true);
  JobContext job(stop.get_token(), {}, {}, gate);
  std::atomic<int> answer{-1};
  std::jthread worker([&] { answer = job.checkpoint() ? 1 : 0; });
  stop.request_stop();
  worker.join();
  EXPECT_EQ(answer, 0);
}

TEST(JobContext, ResumedJobGoesOn) {
  auto gate = std::make_shared<PauseGate>();
  gate->set_paused(true);
  JobContext job({}, {}, {}, gate);
  std::atomic<int> answer{-1};
  std::jthread worker([&] { answer = job.checkpoint() ? 1 : 0; });
  gate->set_paused(false);
  worker.join();
  EXPECT_EQ(answer, 1);
}

TEST(RemainingTime, IsLinearInTheFractionAndLeavesPausesOut) {
  using namespace std::chrono_literals;
  RemainingTime remaining;
  const RemainingTime::Clock::time_point start{};
  EXPECT_FALSE(remaining.update(0, start));
  EXPECT_FALSE(remaining.update(0.01, start + 10s));
  EXPECT_NEAR(remaining.update(0.25, start + 10s).value(), 30, 1e-9);
  remaining.exclude(5s);
  EXPECT_NEAR(remaining.update(0.5, start + 25s).value(), 20, 1e-9);
}

}  // namespace
}  // namespace transpine
