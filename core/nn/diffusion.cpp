// SPDX-License-Identifier: Apache-2.0
#include "core/nn/diffusion.h"

#include <cmath>

namespace transpine {
namespace {

/// The output without the variance, of as many channels as x_t.
torch::Tensor image_part(const torch::Tensor& output, const torch::Tensor& x_t) {
  return output.size(1) == x_t.size(1) ? output : output.narrow(1, 0, x_t.size(1));
}

/// What one step knows: x0 and the noise e that it implies.
struct Prediction {
  torch::Tensor x0;
  torch::Tensor e;
};

class Step {
 public:
  Step(const DiffusionSchedule& schedule, const DdimOptions& options, int t)
      : options_(options),
        signal_(std::sqrt(schedule.alpha_bar[static_cast<std::size_t>(t)])),
        noise_(std::sqrt(1 - schedule.alpha_bar[static_cast<std::size_t>(t)])),
        t_(t) {}

  Prediction predict(const Denoiser& denoiser, const torch::Tensor& x_t,
                     const torch::Tensor& condition) const {
    const torch::Tensor time = torch::full({x_t.size(0)}, static_cast<double>(t_), x_t.options());
    const torch::Tensor conditional = image_part(denoiser(x_t, condition, time), x_t);
    torch::Tensor unconditional;
    if (options_.guidance_w != 0) {
      unconditional = image_part(denoiser(x_t, torch::zeros_like(condition), time), x_t);
    }
    return options_.mode == DiffusionMode::noise ? from_noise(x_t, conditional, unconditional)
                                                 : from_image(x_t, conditional, unconditional);
  }

 private:
  torch::Tensor guided(const torch::Tensor& conditional, const torch::Tensor& unconditional) const {
    if (!unconditional.defined()) return conditional;
    return conditional + options_.guidance_w * (conditional - unconditional);
  }

  torch::Tensor clamped(const torch::Tensor& x0) const {
    if (!options_.clamp_x0) return x0;
    return options_.clamp ? options_.clamp(x0) : x0.clamp(-1, 1);
  }

  torch::Tensor noise_of(const torch::Tensor& x_t, const torch::Tensor& x0) const {
    const torch::Tensor e = (x_t - signal_ * x0) / noise_;
    return options_.sign == NoiseSign::reference ? -e : e;
  }

  Prediction from_noise(const torch::Tensor& x_t, const torch::Tensor& conditional,
                        const torch::Tensor& unconditional) const {
    const torch::Tensor e = guided(conditional, unconditional);
    const torch::Tensor x0 = (x_t - e * noise_) / signal_;
    if (!options_.clamp_x0) return {x0, e};
    const torch::Tensor inside = clamped(x0);
    return {inside, (x_t - signal_ * inside) / noise_};
  }

  Prediction from_image(const torch::Tensor& x_t, const torch::Tensor& conditional,
                        const torch::Tensor& unconditional) const {
    if (options_.guide_x0 && options_.sign == NoiseSign::right) {
      const torch::Tensor x0 = clamped(guided(conditional, unconditional));
      return {x0, noise_of(x_t, x0)};
    }
    const torch::Tensor x0 = clamped(conditional);
    const torch::Tensor e_u =
        unconditional.defined() ? noise_of(x_t, clamped(unconditional)) : torch::Tensor();
    return {x0, guided(noise_of(x_t, x0), e_u)};
  }

  const DdimOptions& options_;
  double signal_;
  double noise_;
  int t_;
};

}  // namespace

torch::Tensor ddim_sample(const DiffusionSchedule& schedule, const Denoiser& denoiser,
                          const torch::Tensor& condition, const torch::Tensor& start,
                          const NoiseSource& noise, const DdimOptions& options,
                          const DdimObserver& observer) {
  const torch::NoGradGuard no_grad;
  const std::vector<int> sequence =
      options.times.empty() ? ddim_sequence(schedule.timesteps(), options.steps) : options.times;
  const int count = static_cast<int>(sequence.size());
  torch::Tensor x_t = start;
  torch::Tensor x0;
  for (int index = 0; index < count; ++index) {
    const int t = sequence[static_cast<std::size_t>(count - 1 - index)];
    const Prediction prediction = Step(schedule, options, t).predict(denoiser, x_t, condition);
    x0 = prediction.x0;
    if (observer && !observer({index, count, t, x_t, x0})) return {};
    if (index + 1 == count) break;
    const int next = sequence[static_cast<std::size_t>(count - 2 - index)];
    const double a_next = schedule.alpha_bar[static_cast<std::size_t>(next)];
    const auto [c1, c2] =
        ddim_coefficients(schedule.alpha_bar[static_cast<std::size_t>(t)], a_next, options.eta);
    x_t = std::sqrt(a_next) * x0 + c2 * prediction.e;
    if (c1 != 0) x_t = x_t + c1 * noise(index);
  }
  return x0;
}

torch::Tensor ddpm_step(const DiffusionSchedule& schedule, DiffusionMode mode,
                        DdpmVariance variance, const torch::Tensor& output,
                        const torch::Tensor& x_t, int t, const torch::Tensor& noise) {
  const auto at = static_cast<std::size_t>(t);
  const double a = schedule.alpha_bar[at];
  torch::Tensor x0 = image_part(output, x_t);
  if (mode == DiffusionMode::noise) x0 = (x_t - x0 * std::sqrt(1 - a)) / std::sqrt(a);
  const torch::Tensor mean =
      schedule.posterior_mean_x0[at] * x0.clamp(-1, 1) + schedule.posterior_mean_xt[at] * x_t;
  if (t == 0) return mean;
  const double fixed = schedule.posterior_log_variance[at];
  if (variance == DdpmVariance::fixed) return mean + std::exp(0.5 * fixed) * noise;
  const torch::Tensor fraction = (output.narrow(1, 1, 1) + 1) / 2;
  const torch::Tensor log_variance =
      fraction * std::log(schedule.beta[at]) + (1 - fraction) * fixed;
  return mean + torch::exp(0.5 * log_variance) * noise;
}

}  // namespace transpine
