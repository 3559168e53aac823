// SPDX-License-Identifier: Apache-2.0
#include "core/training/process_group.h"

#include <chrono>
#include <stdexcept>

// LibTorch says what it was built with; its headers need those of Gloo and of NCCL, which not
// every distribution of it has.
#if defined(USE_C10D_GLOO) && __has_include(<gloo/rendezvous/store.h>)
#define TRANSPINE_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if defined(USE_C10D_NCCL) && __has_include(<nccl.h>)
#define TRANSPINE_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#if defined(TRANSPINE_GLOO) || defined(TRANSPINE_NCCL)
#define TRANSPINE_C10D
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace transpine {

std::vector<double> ProcessGroup::average(std::vector<double> numbers) {
  const torch::Tensor all = torch::tensor(numbers, torch::kFloat64);
  average(std::vector{all});
  return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

bool ProcessGroup::any(bool here) {
  return average(std::vector{here ? 1.0 : 0.0}).front() > 0;
}

#ifdef TRANSPINE_C10D

namespace {

constexpr std::chrono::minutes meeting_time{5};
/// A process may pause, save or validate while the others wait for it.
constexpr std::chrono::hours longest_wait{24};

#ifdef TRANSPINE_NCCL
using Backend = c10d::ProcessGroupNCCL;
constexpr auto backend_device = torch::kCUDA;
#else
using Backend = c10d::ProcessGroupGloo;
constexpr auto backend_device = torch::kCPU;
#endif

/// One flat copy of all, so that they travel together.
torch::Tensor flat(const std::vector<torch::Tensor>& tensors, torch::Device device) {
  std::vector<torch::Tensor> rows;
  for (const torch::Tensor& tensor : tensors) rows.push_back(tensor.reshape(-1));
  return torch::cat(rows).to(device);
}

class C10dGroup : public ProcessGroup {
 public:
  C10dGroup(const ProcessPlace& place, torch::Device device, c10::intrusive_ptr<Backend> backend)
      : ProcessGroup(place), backend_(std::move(backend)), device_(device) {}

  using ProcessGroup::average;
  void average(const std::vector<torch::Tensor>& tensors) override {
    if (tensors.empty()) return;
    const torch::NoGradGuard no_grad;
    std::vector<torch::Tensor> sums{flat(tensors, device_)};
    try {
      c10d::AllreduceOptions options;
      options.timeout = longest_wait;
      backend_->allreduce(sums, options)->wait();
    } catch (const std::exception& lost) {
      throw std::runtime_error("another process of the training has ended (" +
                               std::string(lost.what()) + ")");
    }
    const torch::Tensor means = sums[0] / count();
    std::int64_t at = 0;
    for (torch::Tensor tensor : tensors) {
      tensor.copy_(means.narrow(0, at, tensor.numel()).view(tensor.sizes()));
      at += tensor.numel();
    }
  }

 private:
  c10::intrusive_ptr<Backend> backend_;
  torch::Device device_;  ///< That the backend works on.
};

c10::intrusive_ptr<Backend> make_backend(const ProcessPlace& place) {
  c10d::TCPStoreOptions meeting;
  meeting.port = place.port;
  meeting.isServer = place.rank == 0 && !place.host_has_store;
  // Rank 0 would otherwise wait for as many clients as there never are.
  meeting.waitWorkers = false;
  meeting.timeout = meeting_time;
  const auto store = c10::make_intrusive<c10d::PrefixStore>(
      "transpine", c10::make_intrusive<c10d::TCPStore>(place.host, meeting));
  const auto options = Backend::Options::create();
  options->timeout = meeting_time;
#ifndef TRANSPINE_NCCL
  options->devices.push_back(place.host == "127.0.0.1" || place.host == "localhost"
                                 ? Backend::createDeviceForHostname("127.0.0.1")
                                 : Backend::createDefaultDevice());
#endif
  return c10::make_intrusive<Backend>(store, place.rank, place.count, options);
}

}  // namespace

Result<std::shared_ptr<ProcessGroup>> join_processes(const ProcessPlace& place,
                                                     torch::Device device) {
  if (backend_device == torch::kCUDA && !device.is_cuda()) {
    return Error{"This build of LibTorch joins processes over NCCL, which needs CUDA devices.",
                 "Use --device cuda, or a LibTorch with Gloo's headers."};
  }
  const torch::Device used = backend_device == torch::kCUDA ? device : torch::Device(torch::kCPU);
  try {
    return std::shared_ptr<ProcessGroup>(
        std::make_shared<C10dGroup>(place, used, make_backend(place)));
  } catch (const std::exception& exception) {
    const std::string text = exception.what();
    return Error{"The " + std::to_string(place.count) + " processes of the training did not meet " +
                     "at " + place.host + ":" + std::to_string(place.port) + " (" +
                     text.substr(0, text.find('\n')) + ").",
                 "Check that all were started, that the host is the first one's and reachable from "
                 "the others, and that no other program uses the port."};
  }
}

#else

Result<std::shared_ptr<ProcessGroup>> join_processes(const ProcessPlace&, torch::Device) {
  return Error{
      "This build cannot train over several processes: its LibTorch has neither Gloo nor "
      "NCCL, or their headers were missing.",
      "Install libgloo-dev and build again, or start a single process."};
}

#endif

}  // namespace transpine
