// SPDX-License-Identifier: Apache-2.0
// One optimiser step of the SA-UNet (forward, L1, backward, Adam) in image mode.
// bench_train_step [channels] [size] [batch] [steps] [threads]: prints the median as JSON.
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/nn/diffusion_loss.h"
#include "core/nn/memory.h"
#include "core/nn/sa_unet.h"
#include "core/training/adam.h"

namespace {

using namespace transpine;

double seconds_of_step(SaUnet& network, Adam& adam, const DiffusionSchedule& schedule,
                       const torch::Tensor& x0, const torch::Tensor& condition) {
  const auto start = std::chrono::steady_clock::now();
  adam.zero_gradients();
  const torch::Tensor noise = torch::randn_like(x0);
  const torch::Tensor t = torch::randint(0, 1000, {x0.size(0)}, torch::kInt64);
  const torch::Tensor x_t = diffuse(schedule, x0, t, noise);
  const torch::Tensor output = network(torch::cat({x_t, condition}, 1), t.to(torch::kFloat32));
  const auto loss = diffusion_loss(schedule, output, x0, x_t, t, noise, {}).total;
  loss.backward();
  adam.step(2e-5);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int at, int fallback) {
    return argc > at ? std::atoi(argv[at]) : fallback;
  };
  const int channels = argument(1, 16);
  const int size = argument(2, 64);
  const int batch = argument(3, 4);
  const int steps = argument(4, 7);
  const int threads = argument(5, 2);
  at::set_num_threads(threads);
  keep_freed_memory();
  torch::manual_seed(1);

  SaUnetOptions options;
  options.channels = channels;
  SaUnet network(options);
  Adam adam(*network);
  const DiffusionSchedule schedule;
  const torch::Tensor x0 = torch::rand({batch, 1, size, size}) * 2 - 1;
  const torch::Tensor condition = torch::rand_like(x0) * 2 - 1;
  seconds_of_step(network, adam, schedule, x0, condition);  // Warm-up.
  std::vector<double> seconds;
  for (int i = 0; i < steps; ++i) {
    seconds.push_back(seconds_of_step(network, adam, schedule, x0, condition));
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("{\"language\": \"c++\", \"median_s\": %.4f, \"best_s\": %.4f}\n",
              seconds[seconds.size() / 2], seconds.front());
  return 0;
}
