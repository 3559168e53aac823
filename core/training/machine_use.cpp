// SPDX-License-Identifier: Apache-2.0
#include "core/training/machine_use.h"

#include <dlfcn.h>
#include <unistd.h>

#include <fstream>

namespace transpine {
namespace {

/// The part of NVIDIA's management library (NVML) that tells memory and load. Loaded at run time:
/// it comes with the driver, where there is one.
class Nvml {
 public:
  static const Nvml& instance() {
    static const Nvml nvml;
    return nvml;
  }

  std::vector<GpuUse> gpus() const {
    std::vector<GpuUse> result;
    unsigned count = 0;
    if (!ready_ || count_(&count) != success) return result;
    for (unsigned i = 0; i < count; ++i) {
      void* device = nullptr;
      Memory memory{};
      if (handle_(i, &device) != success || memory_(device, &memory) != success) continue;
      char name[96] = {};
      (void)name_(device, name, sizeof name);
      Utilisation busy{};
      GpuUse gpu{name, memory.used, memory.total, {}};
      if (utilisation_(device, &busy) == success) gpu.busy_percent = busy.gpu;
      result.push_back(std::move(gpu));
    }
    return result;
  }

 private:
  static constexpr int success = 0;
  struct Memory {
    unsigned long long total, free, used;
  };
  struct Utilisation {
    unsigned gpu, memory;
  };

  Nvml() {
    void* library = dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return;
    int (*initialise)() = nullptr;
    ready_ = find(library, "nvmlInit_v2", initialise) &&
             find(library, "nvmlDeviceGetCount_v2", count_) &&
             find(library, "nvmlDeviceGetHandleByIndex_v2", handle_) &&
             find(library, "nvmlDeviceGetName", name_) &&
             find(library, "nvmlDeviceGetMemoryInfo", memory_) &&
             find(library, "nvmlDeviceGetUtilizationRates", utilisation_) &&
             initialise() == success;
  }

  template <class Function>
  static bool find(void* library, const char* name, Function*& function) {
    function = reinterpret_cast<Function*>(dlsym(library, name));
    return function != nullptr;
  }

  bool ready_ = false;
  int (*count_)(unsigned*) = nullptr;
  int (*handle_)(unsigned, void**) = nullptr;
  int (*name_)(void*, char*, unsigned) = nullptr;
  int (*memory_)(void*, Memory*) = nullptr;
  int (*utilisation_)(void*, Utilisation*) = nullptr;
};

std::optional<std::uint64_t> resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(statm >> all >> resident)) return std::nullopt;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

MachineUse machine_use() {
  return {resident_bytes(), Nvml::instance().gpus()};
}

}  // namespace transpine
