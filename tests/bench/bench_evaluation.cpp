// SPDX-License-Identifier: Apache-2.0
// All figures of a case of 64 x 256 x 256: bench_evaluation [CASES] [THREADS]. Prints a JSON line
// with wall and processor seconds a case, the resident memory on the way, and the figures of the
// first case, for evaluation.py to compare with.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/parallel.h"
#include "core/evaluation/dice.h"
#include "core/evaluation/image_metrics.h"
#include "core/evaluation/mask_scores.h"
#include "tests/bench/evaluation_case.h"

namespace transpine {
namespace {

using Clock = std::chrono::steady_clock;

double processor_s() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Pages in memory now, in MiB.
double resident_mib() {
  long total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return static_cast<double>(resident) * 4096 / (1024 * 1024);
}

nlohmann::json figures_of(const bench::EvaluationCase& c) {
  JobContext job;
  const auto quality =
      value_or_throw(compare_images(c.image, c.reference, c.labels, ImageQualityOptions(), job));
  const MaskScores all = value_or_throw(score_masks(c.predicted, c.labels, {}));
  const MaskScores posterior =
      value_or_throw(score_masks(value_or_throw(posterior_only(c.predicted, c.predicted_parts)),
                                 value_or_throw(posterior_only(c.labels, c.label_parts)), {}));
  return {{"l1", quality.l1},
          {"mse", quality.mse},
          {"psnr_db", quality.psnr_db},
          {"ssim", quality.ssim},
          {"vifp", quality.vifp},
          {"ms_ssim", quality.ms_ssim},
          {"mae_hu", quality.mae_hu},
          {"mae_volume_hu", quality.mae_volume_hu},
          {"dice", *all.dice.global},
          {"dice_mean_vertebra", *all.dice.mean_vertebra},
          {"dice_posterior", *posterior.dice.global},
          {"hd95_mm", *all.surfaces.mean_hd95_mm},
          {"assd_mm", *all.surfaces.mean_assd_mm},
          {"nsd", *all.surfaces.mean_nsd},
          {"hd95_posterior_mm", *posterior.surfaces.mean_hd95_mm},
          {"assd_posterior_mm", *posterior.surfaces.mean_assd_mm},
          {"nsd_posterior", *posterior.surfaces.mean_nsd}};
}

int run(int cases, int threads) {
  constexpr int distinct = 3;
  set_thread_count(threads);
  std::vector<bench::EvaluationCase> made;
  for (int seed = 0; seed < distinct; ++seed) made.push_back(bench::evaluation_case(seed));
  const nlohmann::json figures = figures_of(made[0]);
  nlohmann::json memory = nlohmann::json::object();
  const auto start = Clock::now();
  const double processor_before = processor_s();
  for (int index = 0; index < cases; ++index) {
    (void)figures_of(made[static_cast<std::size_t>(index % distinct)]);
    if (index == cases / 10 || index + 1 == cases) {
      memory[std::to_string(index + 1)] = resident_mib();
    }
  }
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  const nlohmann::json line{{"language", "c++"},
                            {"cases", cases},
                            {"threads", threads},
                            {"wall_s", wall / cases},
                            {"processor_s", (processor_s() - processor_before) / cases},
                            {"resident_mib", memory},
                            {"figures", figures}};
  std::puts(line.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace transpine

int main(int argc, char** argv) {
  return transpine::run(argc > 1 ? std::atoi(argv[1]) : 10, argc > 2 ? std::atoi(argv[2]) : 2);
}
