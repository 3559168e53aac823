// SPDX-License-Identifier: Apache-2.0
#include "core/nn/syndiff.h"

#include <algorithm>
#include <cmath>

#include "core/nn/per_sample.h"

namespace transpine {
namespace {

constexpr double kFirstTime = 1e-3;
/// Of the clean image; it keeps divisions finite.
constexpr double kFirstBeta = 1e-8;
constexpr double kLeastVariance = 1e-20;

/// What of the variance is noise at `time`.
double noise_variance(double time, double beta_min, double beta_max) {
  return 1 - std::exp(2 * (-0.25 * time * time * (beta_max - beta_min) - 0.5 * time * beta_min));
}

}  // namespace

SyndiffSchedule::SyndiffSchedule(int steps, double beta_min, double beta_max) {
  beta.push_back(kFirstBeta);
  double before = 0;
  for (int i = 0; i <= steps; ++i) {
    const double time = static_cast<double>(i) / steps * (1 - kFirstTime) + kFirstTime;
    const double kept = 1 - noise_variance(time, beta_min, beta_max);
    if (i > 0) beta.push_back(1 - kept / before);
    before = kept;
  }
  double signal = 1, previous = 1;
  for (std::size_t i = 0; i < beta.size(); ++i) {
    scale.push_back(std::sqrt(1 - beta[i]));
    noise_scale.push_back(std::sqrt(beta[i]));
    if (i > 0) signal *= 1 - beta[i];
    scale_cum.push_back(std::sqrt(signal));
    noise_scale_cum.push_back(std::sqrt(1 - signal));
    if (i == 0) continue;
    alpha_bar.push_back(signal);
    posterior_mean_x0.push_back(beta[i] * std::sqrt(previous) / (1 - signal));
    posterior_mean_xt.push_back((1 - previous) * std::sqrt(1 - beta[i]) / (1 - signal));
    posterior_variance.push_back(beta[i] * (1 - previous) / (1 - signal));
    posterior_log_variance.push_back(std::log(std::max(posterior_variance.back(), kLeastVariance)));
    previous = signal;
  }
}

SyndiffPair syndiff_pair(const SyndiffSchedule& schedule, const torch::Tensor& x0,
                         const torch::Tensor& t, const torch::Tensor& noise_next,
                         const torch::Tensor& noise_t) {
  SyndiffPair pair;
  pair.x_t = per_sample(schedule.scale_cum, t, x0) * x0 +
             per_sample(schedule.noise_scale_cum, t, x0) * noise_t;
  pair.x_next = per_sample(schedule.scale, t + 1, x0) * pair.x_t +
                per_sample(schedule.noise_scale, t + 1, x0) * noise_next;
  return pair;
}

torch::Tensor syndiff_posterior(const SyndiffSchedule& schedule, const torch::Tensor& x0,
                                const torch::Tensor& x_next, const torch::Tensor& t,
                                const torch::Tensor& noise) {
  std::vector<double> deviation;
  for (const double log_variance : schedule.posterior_log_variance) {
    deviation.push_back(deviation.empty() ? 0 : std::exp(log_variance / 2));
  }
  return per_sample(schedule.posterior_mean_x0, t, x0) * x0 +
         per_sample(schedule.posterior_mean_xt, t, x0) * x_next +
         per_sample(deviation, t, x0) * noise;
}

torch::Tensor syndiff_sample(const SyndiffSchedule& schedule, const SyndiffGenerator& generator,
                             const torch::Tensor& source, const torch::Tensor& start,
                             const SyndiffNoise& noise,
                             const std::function<bool(int done)>& on_step) {
  torch::Tensor x = start;
  for (int t = schedule.steps() - 1; t >= 0; --t) {
    const torch::Tensor at = torch::full({x.size(0)}, t, torch::dtype(torch::kInt64));
    const torch::Tensor x0 = generator(x, source, at.to(source.device()));
    x = syndiff_posterior(schedule, x0, x, at, noise(t));
    if (on_step && !on_step(schedule.steps() - t)) return {};
  }
  return x;
}

}  // namespace transpine
