// SPDX-License-Identifier: Apache-2.0
#include "core/training/validation.h"

#include "core/training/batches.h"

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

}  // namespace

double psnr_db(const torch::Tensor& a, const torch::Tensor& b) {
  return -10 * torch::log10(((a - b) / 2).square().mean()).item<double>();
}

std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& slices, std::int64_t size,
                                        const SliceMap& translate) {
  const torch::NoGradGuard no_grad;
  TrainValidation result;
  for (const std::size_t slice : slices) {
    const Batch sample = centred(set.mr(slice), set.ct(slice), size);
    const torch::Tensor ct = translate(sample.mr, slice);
    if (!ct.defined()) return std::nullopt;
    const torch::Tensor synthetic = ct.clamp(-1, 1);
    result.psnr_db += psnr_db(synthetic, sample.ct) / static_cast<double>(slices.size());
    result.previews.push_back({set.slices()[slice].subject, image_of((sample.mr + 1) / 2),
                               image_of(synthetic), image_of(sample.ct)});
  }
  return result;
}

}  // namespace transpine
