// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/compare_runs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/atomic_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using Score = std::optional<double>;

struct Figure {
  const char* key;
  const char* title;
  Score (*value)(const CaseScores&);
};

template <double ImageQuality::*field>
Score quality(const CaseScores& scores) {
  if (!scores.quality || !std::isfinite((*scores.quality).*field)) return std::nullopt;
  return (*scores.quality).*field;
}

constexpr Figure kFigures[] = {
    {"psnr_db", "PSNR (dB)", &quality<&ImageQuality::psnr_db>},
    {"ssim", "SSIM", &quality<&ImageQuality::ssim>},
    {"vifp", "VIFp", &quality<&ImageQuality::vifp>},
    {"l1", "L1", &quality<&ImageQuality::l1>},
    {"mse", "MSE", &quality<&ImageQuality::mse>},
    {"dice", "Dice global", [](const CaseScores& s) { return s.dice ? s.dice->global : Score(); }},
    {"dice_posterior", "Dice posterior", [](const CaseScores& s) { return s.dice_posterior; }},
    {"dice_mean_vertebra", "Dice mean of vertebrae",
     [](const CaseScores& s) { return s.dice ? s.dice->mean_vertebra : Score(); }}};

Result<CaseScores> read_one(const fs::path& file) {
  auto text = read_text(file);
  if (!text) return text.error();
  auto scores = case_scores_from_json(nlohmann::json::parse(*text, nullptr, false));
  if (!scores) return Error{file.string() + ": " + scores.error().title, scores.error().remedy};
  return scores;
}

}  // namespace

Result<std::vector<CaseScores>> read_scores(const fs::path& file_or_folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(file_or_folder)) {
    for (const auto& entry : fs::directory_iterator(file_or_folder)) {
      if (entry.path().filename().string().ends_with("_scores.json")) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
      return Error{file_or_folder.string() + " holds no scores (*_scores.json).",
                   "Give the results folder of an evaluated run: STUDY/results/RUN."};
    }
  } else {
    files.push_back(file_or_folder);
  }
  std::vector<CaseScores> all;
  for (const fs::path& file : files) {
    auto one = read_one(file);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

Result<std::vector<RunComparison>> compare_runs(const std::vector<CaseScores>& first,
                                                const std::vector<CaseScores>& second) {
  std::vector<std::pair<const CaseScores*, const CaseScores*>> pairs;
  for (const CaseScores& a : first) {
    const auto b = std::find_if(second.begin(), second.end(),
                                [&](const CaseScores& s) { return s.subject == a.subject; });
    if (b != second.end()) pairs.emplace_back(&a, &*b);
  }
  if (pairs.size() < 2) {
    return Error{"The two runs have " + std::to_string(pairs.size()) +
                     " evaluated subjects in common; a paired test needs two.",
                 "Translate and evaluate more subjects with both runs."};
  }
  std::vector<RunComparison> comparisons;
  for (const Figure& figure : kFigures) {
    std::vector<double> a, b;
    for (const auto& [left, right] : pairs) {
      const Score x = figure.value(*left);
      const Score y = figure.value(*right);
      if (!x || !y) continue;
      a.push_back(*x);
      b.push_back(*y);
    }
    if (a.empty()) continue;
    comparisons.push_back(
        {figure.key, figure.title, static_cast<int>(a.size()), paired_t_test(a, b)});
  }
  return comparisons;
}

}  // namespace transpine
