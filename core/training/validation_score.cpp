// SPDX-License-Identifier: Apache-2.0
#include "core/training/validation_score.h"

#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

namespace transpine {
namespace {

struct Measure {
  std::optional<double> ValidationScore::*value;
  const char* key;
  const char* format;
};

constexpr Measure kMeasures[] = {{&ValidationScore::psnr_db, "val_psnr_db", "PSNR %.2f dB"},
                                 {&ValidationScore::ssim, "val_ssim", "SSIM %.3f"},
                                 {&ValidationScore::dice, "val_dice", "Dice %.3f"}};

}  // namespace

double ValidationScore::value() const {
  return psnr_db.value_or(dice.value_or(std::numeric_limits<double>::quiet_NaN()));
}

void add_scores(nlohmann::json& object, const ValidationScore& score) {
  for (const Measure& measure : kMeasures) {
    if (const auto& value = score.*measure.value) object[measure.key] = *value;
  }
}

ValidationScore scores_from(const nlohmann::json& object) {
  ValidationScore score;
  for (const Measure& measure : kMeasures) {
    const auto found = object.find(measure.key);
    if (found != object.end() && found->is_number()) score.*measure.value = found->get<double>();
  }
  return score;
}

std::string score_text(const ValidationScore& score) {
  std::string text;
  for (const Measure& measure : kMeasures) {
    const auto& value = score.*measure.value;
    if (!value) continue;
    char part[48];
    std::snprintf(part, sizeof part, measure.format, *value);
    text += (text.empty() ? "" : ", ") + std::string(part);
  }
  return text;
}

}  // namespace transpine
