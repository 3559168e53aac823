// SPDX-License-Identifier: Apache-2.0
#include "core/nn/diffusion_loss.h"

#include <cmath>
#include <numbers>

#include "core/nn/losses/ssim.h"
#include "core/nn/per_sample.h"

namespace transpine {
namespace {

constexpr double variance_weight = 1.0 / 1000;

std::vector<double> mapped(const std::vector<double>& values, double (*function)(double)) {
  std::vector<double> result;
  for (const double value : values) result.push_back(function(value));
  return result;
}

torch::Tensor mean_per_sample(const torch::Tensor& x) {
  return x.flatten(1).mean(1);
}

torch::Tensor normal_kl(const torch::Tensor& mean_q, const torch::Tensor& log_var_q,
                        const torch::Tensor& mean_p, const torch::Tensor& log_var_p) {
  return 0.5 * (log_var_p - log_var_q - 1 + torch::exp(log_var_q - log_var_p) +
                (mean_q - mean_p).square() * torch::exp(-log_var_p));
}

/// The tanh approximation of the normal distribution's integral, as in improved DDPM.
torch::Tensor normal_cdf(const torch::Tensor& x) {
  return 0.5 *
         (1 + torch::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * torch::pow(x, 3))));
}

/// Negative log-likelihood (nats) of x in [-1, 1], quantised to 256 levels.
torch::Tensor discretised_nll(const torch::Tensor& x, const torch::Tensor& mean,
                              const torch::Tensor& log_scale) {
  constexpr double smallest = 1e-12;
  constexpr double edge = 0.999;
  const torch::Tensor inverse = torch::exp(-log_scale);
  const torch::Tensor upper = normal_cdf(inverse * (x - mean + 1.0 / 255));
  const torch::Tensor lower = normal_cdf(inverse * (x - mean - 1.0 / 255));
  const auto safe_log = [&](const torch::Tensor& p) { return p.clamp_min(smallest).log(); };
  return -torch::where(x < -edge, safe_log(upper),
                       torch::where(x > edge, safe_log(1 - lower), safe_log(upper - lower)));
}

/// VLB in bits per sample [N]: KL for t > 0, discretised likelihood for t = 0.
torch::Tensor variational_bits(const DiffusionSchedule& schedule, const torch::Tensor& output,
                               const torch::Tensor& x0, const torch::Tensor& x_t,
                               const torch::Tensor& t, DiffusionMode mode) {
  const auto at = [&](const std::vector<double>& values) { return per_sample(values, t, x0); };
  torch::Tensor predicted_x0 = output.narrow(1, 0, 1);
  if (mode == DiffusionMode::noise) {
    const torch::Tensor a = at(schedule.alpha_bar);
    predicted_x0 = (x_t - predicted_x0 * torch::sqrt(1 - a)) / torch::sqrt(a);
  }
  const torch::Tensor mean_x0 = at(schedule.posterior_mean_x0);
  const torch::Tensor mean_xt = at(schedule.posterior_mean_xt);
  const torch::Tensor true_mean = mean_x0 * x0 + mean_xt * x_t;
  const torch::Tensor mean = mean_x0 * predicted_x0.clamp(-1, 1) + mean_xt * x_t;
  const torch::Tensor true_log_var = at(schedule.posterior_log_variance);
  const torch::Tensor fraction = (output.narrow(1, 1, 1) + 1) / 2;
  const torch::Tensor log_var =
      fraction * at(mapped(schedule.beta, std::log)) + (1 - fraction) * true_log_var;

  const torch::Tensor kl = mean_per_sample(normal_kl(true_mean, true_log_var, mean, log_var));
  const torch::Tensor nll = mean_per_sample(discretised_nll(x0, mean, 0.5 * log_var));
  return torch::where(t == 0, nll, kl) / std::numbers::ln2;
}

}  // namespace

torch::Tensor diffuse(const DiffusionSchedule& schedule, const torch::Tensor& x0,
                      const torch::Tensor& t, const torch::Tensor& noise) {
  const auto signal = mapped(schedule.alpha_bar, std::sqrt);
  const auto spread = mapped(schedule.alpha_bar, [](double a) { return std::sqrt(1 - a); });
  return per_sample(signal, t, x0) * x0 + per_sample(spread, t, x0) * noise;
}

DiffusionLoss diffusion_loss(const DiffusionSchedule& schedule, const torch::Tensor& output,
                             const torch::Tensor& x0, const torch::Tensor& x_t,
                             const torch::Tensor& t, const torch::Tensor& noise,
                             const DiffusionLossOptions& options) {
  const torch::Tensor predicted = output.narrow(1, 0, x0.size(1));
  const torch::Tensor difference = predicted - (options.mode == DiffusionMode::noise ? noise : x0);
  DiffusionLoss loss;
  loss.total = options.l2 ? difference.square().mean() : difference.abs().mean();
  loss.variance_term = torch::zeros({}, x0.options());
  if (options.ssim_weight != 0 && options.mode == DiffusionMode::image) {
    loss.total =
        loss.total + options.ssim_weight * (1 - mean_ssim((predicted + 1) / 2, (x0 + 1) / 2));
  }
  if (options.learned_variance) {
    loss.variance_term =
        variational_bits(schedule, output, x0, x_t, t, options.mode).mean() * variance_weight;
    loss.total = loss.total + loss.variance_term;
  }
  return loss;
}

}  // namespace transpine
