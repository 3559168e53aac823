// SPDX-License-Identifier: Apache-2.0
#include "core/training/validation.h"

#include <algorithm>

#include "core/nn/losses/ssim.h"

namespace transpine {
namespace {

FloatImage image_of(const torch::Tensor& picture) {
  const torch::Tensor flat = picture.to(torch::kCPU).contiguous();
  FloatImage image;
  image.height = static_cast<int>(flat.size(-2));
  image.width = static_cast<int>(flat.size(-1));
  image.pixels.assign(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  return image;
}

/// The image's first channel, of a volume its middle sagittal slice: [H, W].
torch::Tensor middle_slice(const torch::Tensor& batch) {
  const torch::Tensor image = batch[0][0];
  return image.dim() == 2 ? image : image[image.size(0) / 2];
}

constexpr std::int64_t smallest_ssim_side = 11;  // The window of mean_ssim().

bool fits_ssim(const torch::Tensor& batch) {
  const auto sides = batch.sizes().slice(2);
  return std::ranges::all_of(sides, [](std::int64_t side) { return side >= smallest_ssim_side; });
}

}  // namespace

double psnr_db(const torch::Tensor& a, const torch::Tensor& b) {
  return -10 * torch::log10(((a - b) / 2).square().mean()).item<double>();
}

std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& samples,
                                        const AugmentOptions& patch, const SampleMap& translate) {
  const torch::NoGradGuard no_grad;
  TrainValidation result;
  for (const std::size_t number : samples) {
    const Batch sample = centred_sample(set, number, patch);
    const torch::Tensor ct = translate(sample.mr, number);
    if (!ct.defined()) return std::nullopt;
    const torch::Tensor synthetic = ct.clamp(-1, 1);
    const double share = 1 / static_cast<double>(samples.size());
    result.psnr_db += share * psnr_db(synthetic, sample.ct);
    if (fits_ssim(sample.ct)) {
      const double ssim = mean_ssim((synthetic + 1) / 2, (sample.ct + 1) / 2).item<double>();
      result.ssim = result.ssim.value_or(0) + share * ssim;
    }
    result.previews.push_back(
        {set.slices()[number].subject, image_of((middle_slice(sample.mr) + 1) / 2),
         image_of(middle_slice(synthetic)), image_of(middle_slice(sample.ct))});
  }
  return result;
}

}  // namespace transpine
