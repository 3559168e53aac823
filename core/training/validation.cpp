// SPDX-License-Identifier: Apache-2.0
#include "core/training/validation.h"

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
    result.psnr_db += psnr_db(synthetic, sample.ct) / static_cast<double>(samples.size());
    result.previews.push_back(
        {set.slices()[number].subject, image_of((middle_slice(sample.mr) + 1) / 2),
         image_of(middle_slice(synthetic)), image_of(middle_slice(sample.ct))});
  }
  return result;
}

}  // namespace transpine
