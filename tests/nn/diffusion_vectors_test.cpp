// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cmath>

#include "core/nn/diffusion.h"
#include "core/nn/diffusion_loss.h"
#include "tests/nn/reference_fill.h"
#include "tests/support/test_device.h"
#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

using nlohmann::json;

json vectors() {
  return read_vectors("diffusion_rcdd2d.json");
}

/// amplitude * sin((frequency * i + step * k) + phase) as the file's formula text gives it.
struct Wave {
  double amplitude = 1;
  double frequency = 0;
  double phase = 0;
  double per_call = 0;

  explicit Wave(const std::string& formula) {
    const std::size_t at = formula.find("sin(");
    if (formula.rfind("sqrt(2)*", 0) == 0) {
      amplitude = std::sqrt(2.0);
    } else {
      const std::size_t digit = formula.find_first_of("0123456789");
      amplitude = std::stod(formula.substr(digit));
    }
    const std::string inner = formula.substr(at + 4);
    if (std::sscanf(inner.c_str(), "(%lf*i + %lf*k) + %lf", &frequency, &per_call, &phase) != 3 &&
        std::sscanf(inner.c_str(), "%lf*i + %lf", &frequency, &phase) != 2) {
      throw std::invalid_argument("unknown formula " + formula);
    }
  }

  /// Rounded to float32, then promoted.
  torch::Tensor operator()(const std::vector<std::int64_t>& shape, int k = 0) const {
    torch::Tensor tensor = torch::empty(shape, torch::kFloat64);
    double* out = tensor.data_ptr<double>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
      out[i] = amplitude * std::sin((frequency * static_cast<double>(i) + per_call * k) + phase);
    }
    return tensor.to(torch::Device(test_device()));
  }
};

torch::Tensor rounded(const torch::Tensor& x) {
  return x.to(torch::kFloat32).to(torch::kFloat64);
}

/// The network of the file: out = a x_t + b cond + c t, and v = d x_t + e cond + f.
Denoiser stub_network(const std::string& formula, bool learned_variance) {
  double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;
  if (std::sscanf(formula.c_str(),
                  "out = %lf*x_t + %lf*cond + %lf*t ; with learned variance a second channel v = "
                  "%lf*x_t + %lf*cond + %lf",
                  &a, &b, &c, &d, &e, &f) != 6) {
    throw std::invalid_argument("unknown stub " + formula);
  }
  return [=](const torch::Tensor& x_t, const torch::Tensor& cond, const torch::Tensor& time) {
    const torch::Tensor out = a * x_t + b * cond + c * time.view({-1, 1, 1, 1});
    return learned_variance ? torch::cat({out, d * x_t + e * cond + f}, 1) : out;
  };
}

constexpr double schedule_tolerance = 1e-9;

void expect_schedule(const json& expected, const DiffusionSchedule& schedule, const char* key,
                     const std::vector<double>& values) {
  const json& list = expected.contains("table_f64") && expected["table_f64"].contains(key)
                         ? expected["table_f64"][key]
                         : expected.at(key);
  ASSERT_EQ(expected.at("t").size(), list.size());
  for (std::size_t k = 0; k < list.size(); ++k) {
    const auto t = expected["t"][k].get<std::size_t>();
    ASSERT_LT(t, static_cast<std::size_t>(schedule.timesteps()));
    EXPECT_NEAR(values[t], list[k].get<double>(),
                schedule_tolerance * std::max(1.0, std::abs(values[t])))
        << key << " at " << t;
  }
}

TEST(DiffusionVectors, Schedules) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  ASSERT_FALSE(file.is_null());
  const DiffusionSchedule cosine;
  const json& expected = file.at("schedule_cosine");
  expect_schedule(expected, cosine, "alpha_bar_f64", cosine.alpha_bar);
  expect_schedule(expected, cosine, "betas", cosine.beta);
  expect_schedule(expected, cosine, "posterior_variance", cosine.posterior_variance);
  expect_schedule(expected, cosine, "posterior_log_variance_clipped",
                  cosine.posterior_log_variance);
  expect_schedule(expected, cosine, "posterior_mean_coef1", cosine.posterior_mean_x0);
  expect_schedule(expected, cosine, "posterior_mean_coef2", cosine.posterior_mean_xt);
  double sum = 0;
  for (const double a : cosine.alpha_bar) sum += a;
  EXPECT_NEAR(sum, expected.at("sum_alpha_bar_f64").get<double>(), schedule_tolerance * sum);

  const DiffusionSchedule linear(BetaSchedule::linear);
  expect_schedule(file.at("schedule_linear"), linear, "betas_f64", linear.beta);
  expect_schedule(file.at("schedule_linear"), linear, "alpha_bar_f64", linear.alpha_bar);
  for (const auto& [key, value] : file.items()) {
    int timesteps = 0;
    if (std::sscanf(key.c_str(), "schedule_cosine_T%d", &timesteps) != 1) continue;
    const DiffusionSchedule shorter(BetaSchedule::cosine, timesteps);
    expect_schedule(value, shorter, "betas_f64", shorter.beta);
    expect_schedule(value, shorter, "alpha_bar_f64", shorter.alpha_bar);
  }
}

TEST(DiffusionVectors, SequencesAndCoefficients) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  ASSERT_FALSE(file.is_null());
  const DiffusionSchedule schedule;
  for (const auto& [steps, sequence] : file.at("ddim_sequences").items()) {
    EXPECT_EQ(ddim_sequence(1000, std::stoi(steps)), sequence.get<std::vector<int>>()) << steps;
  }
  for (const json& table : file.at("ddim_coefficients")) {
    for (const json& row : table.at("rows")) {
      const double a = schedule.alpha_bar[row[0].get<std::size_t>()];
      const double a_next = schedule.alpha_bar[row[1].get<std::size_t>()];
      const auto [c1, c2] = ddim_coefficients(a, a_next, table.at("eta").get<double>());
      EXPECT_NEAR(a, row[2].get<double>(), schedule_tolerance);
      EXPECT_NEAR(c1, row[4].get<double>(), schedule_tolerance);
      EXPECT_NEAR(c2, row[5].get<double>(), schedule_tolerance);
    }
  }
}

DdimOptions ddim_options(const json& run) {
  DdimOptions options;
  options.mode = run.at("mode") == "noise" ? DiffusionMode::noise : DiffusionMode::image;
  options.steps = run.at("steps").get<int>();
  options.eta = run.at("eta").get<double>();
  options.guidance_w = run.at("w").get<double>();
  const auto variant = run.at("variant").get<std::string>();
  options.sign = variant.rfind("rcdd", 0) == 0 ? NoiseSign::reference : NoiseSign::right;
  options.guide_x0 = variant == "correct_guided_x0";
  return options;
}

void check_run(const json& file, const json& run, const std::vector<std::int64_t>& shape,
               torch::ScalarType type, double tolerance) {
  SCOPED_TRACE(run.at("mode").get<std::string>() + ", " + run.at("variant").get<std::string>() +
               ", steps " + run.at("steps").dump() + ", eta " + run.at("eta").dump() + ", w " +
               run.at("w").dump());
  const json& formulas = file.at("formulas");
  const auto made = [&](const char* name, int k = 0) {
    return rounded(Wave(formulas.at(name).get<std::string>())(shape, k)).to(type);
  };
  const bool learned =
      run.at("variant").get<std::string>().find("learned_variance=True") != std::string::npos;
  std::vector<DdimStep> steps;
  const torch::Tensor final_x0 = ddim_sample(
      DiffusionSchedule(), stub_network(formulas.at("stub_network").get<std::string>(), learned),
      made("cond"), made("x_T"), [&](int k) { return made("z_k", k); }, ddim_options(run),
      [&](const DdimStep& step) {
        steps.push_back(step);
        return true;
      });
  EXPECT_LT(relative_error(final_x0, run.at("final_x0_f64")), tolerance);
  EXPECT_LT(relative_error((final_x0 + 1) / 2, run.at("returned_denormalized_f64")), tolerance);
  if (run.contains("t_visited")) {
    std::vector<int> visited;
    for (const DdimStep& step : steps) visited.push_back(step.t);
    EXPECT_EQ(visited, run["t_visited"].get<std::vector<int>>());
  }
  if (!run.contains("x_t_per_step_f64")) return;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    EXPECT_LT(relative_error(steps[k].x_t, run["x_t_per_step_f64"][k]), tolerance) << k;
    EXPECT_LT(relative_error(steps[k].x0, run["x0_per_step_f64"][k]), tolerance) << k;
  }
}

// The file's float64 sampler uses the float32 cumulative product (README of the vectors), so the
// trajectories agree to float32 accuracy in both types.
TEST(DiffusionVectors, Trajectories) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  ASSERT_FALSE(file.is_null());
  ASSERT_FALSE(file.at("ddim_runs").at("runs").empty());
  const auto shape = file.at("ddim_runs").at("shape").get<std::vector<std::int64_t>>();
  for (const json& run : file.at("ddim_runs").at("runs")) {
    check_run(file, run, shape, torch::kFloat64, 1e-5);
    check_run(file, run, shape, torch::kFloat32, 1e-4);
  }
}

TEST(DiffusionVectors, TrajectoriesOfVolumes) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = read_vectors("diffusion_rcdd3d.json");
  ASSERT_FALSE(file.is_null());
  ASSERT_FALSE(file.at("runs").empty());
  for (const json& run : file.at("runs")) {
    const auto shape = run.at("shape").get<std::vector<std::int64_t>>();
    ASSERT_EQ(shape.size(), 5u);
    check_run(file, run, shape, torch::kFloat64, 1e-5);
    check_run(file, run, shape, torch::kFloat32, 1e-4);
  }
}

TEST(DiffusionVectors, DdpmSteps) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  ASSERT_FALSE(file.is_null());
  const json& formulas = file.at("formulas");
  const json& expected = file.at("ddpm_single_step");
  const auto shape = expected.at("shape").get<std::vector<std::int64_t>>();
  const auto made = [&](const char* name) {
    return rounded(Wave(formulas.at(name).get<std::string>())(shape));
  };
  const DiffusionSchedule schedule;
  for (const json& step : expected.at("steps")) {
    const bool learned = step.at("learned_variance").get<bool>();
    const int t = step.at("t").get<int>();
    const Denoiser network = stub_network(formulas.at("stub_network").get<std::string>(), learned);
    const torch::Tensor output =
        network(made("x_T"), made("cond"),
                torch::full({shape[0]}, static_cast<double>(t), made("x_T").options()));
    const bool use_learned = learned && !step.at("force_fixed_variance").get<bool>();
    const torch::Tensor next = ddpm_step(
        schedule, step.at("mode") == "noise" ? DiffusionMode::noise : DiffusionMode::image,
        use_learned ? DdpmVariance::learned : DdpmVariance::fixed, output, made("x_T"), t,
        made("z_k"));
    EXPECT_LT(relative_error(next, step.at("x_next_f64")), 1e-6) << step.dump();
  }
}

TEST(DiffusionVectors, TrainingLoss) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  ASSERT_FALSE(file.is_null());
  const json& formulas = file.at("formulas");
  const json& expected = file.at("training_loss");
  const auto shape = expected.at("shape").get<std::vector<std::int64_t>>();
  const auto made = [&](const char* name) {
    return Wave(formulas.at(name).get<std::string>())(shape);
  };
  const torch::Tensor x0 = rounded(made("x0").clamp(-1, 1));
  const torch::Tensor noise = rounded(made("eps"));
  const torch::Tensor t = torch::tensor(expected.at("t").get<std::vector<std::int64_t>>())
                              .to(torch::Device(test_device()));
  const DiffusionSchedule schedule;
  const torch::Tensor x_t = diffuse(schedule, x0, t, noise);
  for (const json& item : expected.at("cases")) {
    const auto name = item.at("name").get<std::string>();
    SCOPED_TRACE(name);
    DiffusionLossOptions options;
    options.mode = name.rfind("noise", 0) == 0 ? DiffusionMode::noise : DiffusionMode::image;
    options.l2 = name.find("_L2") != std::string::npos;
    options.learned_variance = name.find("learned_variance") != std::string::npos;
    const std::size_t ssim = name.find("ssim");
    if (ssim != std::string::npos) options.ssim_weight = std::stod(name.substr(ssim + 4));
    const torch::Tensor output =
        stub_network(formulas.at("stub_network").get<std::string>(), options.learned_variance)(
            x_t, rounded(made("cond")), t.to(torch::kFloat64));
    EXPECT_LT(relative_error(x_t.flatten(1).sum(1), item.at("x_t_sum_per_sample_f64")), 1e-6);
    const DiffusionLoss loss = diffusion_loss(schedule, output, x0, x_t, t, noise, options);
    const double total = item.at("loss_f64").get<double>();
    EXPECT_NEAR(loss.total.item<double>(), total, 1e-6 * total);
    EXPECT_NEAR(loss.variance_term.item<double>(), item.at("loss_var_term_f64").get<double>(),
                1e-6 * total);
  }
}

}  // namespace
}  // namespace transpine::testing
