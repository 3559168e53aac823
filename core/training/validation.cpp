// SPDX-License-Identifier: Apache-2.0
#include "core/training/validation.h"

#include <ATen/CPUGeneratorImpl.h>

#include "core/base/random.h"
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
                                        const std::vector<std::size_t>& slices,
                                        const DiffusionSchedule& schedule, const Denoiser& denoiser,
                                        const ValidationOptions& options, JobContext& job) {
  const torch::NoGradGuard no_grad;
  TrainValidation result;
  for (const std::size_t slice : slices) {
    const Batch sample = centred(set.mr(slice), set.ct(slice), options.size);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options.seed, "validation " + std::to_string(slice)));
    const auto noise = [&](int) {
      return torch::randn(sample.ct.sizes(), generator).to(options.device);
    };
    const torch::Tensor x0 =
        ddim_sample(schedule, denoiser, sample.mr.to(options.device), noise(0), noise,
                    options.sampling, [&](const DdimStep&) { return job.checkpoint(); });
    if (!x0.defined()) return std::nullopt;
    const torch::Tensor synthetic = x0.to(torch::kCPU).clamp(-1, 1);
    result.psnr_db += psnr_db(synthetic, sample.ct) / static_cast<double>(slices.size());
    result.previews.push_back({set.slices()[slice].subject, image_of((sample.mr + 1) / 2),
                               image_of(synthetic), image_of(sample.ct)});
  }
  return result;
}

}  // namespace transpine
