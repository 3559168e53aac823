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

/// 200 HU.
constexpr double least_bone = 0.2;

/// What two masks share, summed over samples and, of a segmenter, of each class.
struct Overlap {
  double both = 0;
  double sum = 0;

  void add(const torch::Tensor& a, const torch::Tensor& b) {
    both += (a & b).sum().item<double>();
    sum += a.sum().item<double>() + b.sum().item<double>();
  }
};

/// The mean Dice of what is there.
std::optional<double> mean_dice(const std::vector<Overlap>& overlaps) {
  double dice = 0, count = 0;
  for (const Overlap& overlap : overlaps) {
    if (overlap.sum == 0) continue;
    dice += 2 * overlap.both / overlap.sum;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return dice / count;
}

/// Collects what a validation measures, sample by sample.
class Judge {
 public:
  Judge(const TrainingSet& set, std::size_t samples)
      : set_(set),
        share_(1 / static_cast<double>(samples)),
        overlaps_(set.has_mr() ? 1 : set.classes().size() - 1) {}

  void add(std::size_t number, const Batch& sample, const torch::Tensor& result) {
    set_.has_mr() ? add_image(number, sample, result.clamp(-1, 1))
                  : add_classes(number, sample, result);
  }

  TrainValidation validation() {
    result_.dice = mean_dice(overlaps_);
    return std::move(result_);
  }

 private:
  void add_image(std::size_t number, const Batch& sample, const torch::Tensor& synthetic) {
    result_.psnr_db = result_.psnr_db.value_or(0) + share_ * psnr_db(synthetic, sample.ct);
    if (fits_ssim(sample.ct)) {
      const double ssim = mean_ssim((synthetic + 1) / 2, (sample.ct + 1) / 2).item<double>();
      result_.ssim = result_.ssim.value_or(0) + share_ * ssim;
    }
    overlaps_[0].add(synthetic >= least_bone, sample.ct >= least_bone);
    add_preview(number, (sample.mr + 1) / 2, synthetic, sample.ct);
  }

  void add_classes(std::size_t number, const Batch& sample, const torch::Tensor& classes) {
    const torch::Tensor truth = sample.mask.unsqueeze(1).to(classes.dtype());
    for (std::size_t i = 0; i < overlaps_.size(); ++i) {
      const auto label = static_cast<double>(i + 1);
      overlaps_[i].add(classes == label, truth == label);
    }
    const auto last = static_cast<double>(overlaps_.size());
    const auto shown = [&](const torch::Tensor& labels) { return labels * (2 / last) - 1; };
    add_preview(number, (sample.ct + 1) / 2, shown(classes), shown(truth));
  }

  void add_preview(std::size_t number, const torch::Tensor& source, const torch::Tensor& result,
                   const torch::Tensor& truth) {
    result_.previews.push_back({set_.slices()[number].subject, image_of(middle_slice(source)),
                                image_of(middle_slice(result)), image_of(middle_slice(truth))});
  }

  const TrainingSet& set_;
  double share_;
  std::vector<Overlap> overlaps_;
  TrainValidation result_;
};

}  // namespace

double psnr_db(const torch::Tensor& a, const torch::Tensor& b) {
  return -10 * torch::log10(((a - b) / 2).square().mean()).item<double>();
}

std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& samples,
                                        const AugmentOptions& patch, const SampleMap& map) {
  const torch::NoGradGuard no_grad;
  Judge judge(set, samples.size());
  for (const std::size_t number : samples) {
    const Batch sample = centred_sample(set, number, patch);
    const torch::Tensor result = map(set.has_mr() ? sample.mr : sample.ct, number);
    if (!result.defined()) return std::nullopt;
    judge.add(number, sample, result);
  }
  return judge.validation();
}

}  // namespace transpine
