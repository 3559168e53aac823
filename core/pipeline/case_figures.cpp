// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/pipeline/case_scores.h"

namespace transpine {
namespace {

using Value = std::optional<double>;

Value finite(Value value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

template <double ImageQuality::*field>
Value quality(const CaseFigures& f) {
  return f.quality ? finite((*f.quality).*field) : std::nullopt;
}

template <std::optional<double> DiceScores::*field>
Value dice_of(const CaseFigures& f) {
  return f.dice ? finite((*f.dice).*field) : std::nullopt;
}

template <std::optional<SurfaceScores> CaseFigures::*part,
          std::optional<double> SurfaceScores::*field>
Value surface(const CaseFigures& f) {
  return f.*part ? finite((*(f.*part)).*field) : std::nullopt;
}

}  // namespace

const std::vector<CaseFigure>& case_figures() {
  constexpr auto all = &CaseFigures::surfaces;
  constexpr auto posterior = &CaseFigures::surfaces_posterior;
  static const std::vector<CaseFigure> figures{
      {"psnr_db", "PSNR (dB)", 2, true, true, &quality<&ImageQuality::psnr_db>},
      {"ssim", "SSIM", 4, true, true, &quality<&ImageQuality::ssim>},
      {"ms_ssim", "MS-SSIM", 4, true, true, &quality<&ImageQuality::ms_ssim>},
      {"vifp", "VIFp", 4, true, true, &quality<&ImageQuality::vifp>},
      {"l1", "L1", 4, false, true, &quality<&ImageQuality::l1>},
      {"mse", "MSE", 4, false, true, &quality<&ImageQuality::mse>},
      {"mae_hu", "MAE in mask (HU)", 1, false, true, &quality<&ImageQuality::mae_hu>},
      {"mae_volume_hu", "MAE (HU)", 1, false, true, &quality<&ImageQuality::mae_volume_hu>},
      {"dice", "Dice global", 3, true, false, &dice_of<&DiceScores::global>},
      {"dice_posterior", "Dice posterior", 3, true, false,
       [](const CaseFigures& f) { return finite(f.dice_posterior); }},
      {"dice_mean_vertebra", "Dice mean of vertebrae", 3, true, false,
       &dice_of<&DiceScores::mean_vertebra>},
      {"dice_posterior_mean_vertebra", "Dice posterior, mean of vertebrae", 3, true, false,
       [](const CaseFigures& f) { return finite(f.dice_posterior_mean_vertebra); }},
      {"hd95_mm", "HD95 (mm)", 2, false, false, &surface<all, &SurfaceScores::mean_hd95_mm>},
      {"assd_mm", "ASSD (mm)", 2, false, false, &surface<all, &SurfaceScores::mean_assd_mm>},
      {"nsd", "NSD", 3, true, false, &surface<all, &SurfaceScores::mean_nsd>},
      {"hd95_posterior_mm", "HD95 posterior (mm)", 2, false, false,
       &surface<posterior, &SurfaceScores::mean_hd95_mm>},
      {"assd_posterior_mm", "ASSD posterior (mm)", 2, false, false,
       &surface<posterior, &SurfaceScores::mean_assd_mm>},
      {"nsd_posterior", "NSD posterior", 3, true, false,
       &surface<posterior, &SurfaceScores::mean_nsd>},
      {"missing", "Missing vertebrae", 0, false, false, [](const CaseFigures& f) {
         return f.dice ? Value(static_cast<double>(f.missing.size())) : Value();
       }}};
  return figures;
}

}  // namespace transpine
