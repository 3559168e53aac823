// SPDX-License-Identifier: Apache-2.0
#include "core/training/process_place.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace transpine {
namespace {

constexpr std::uint16_t usual_port = 29500;
/// Jobs that share a machine meet at different ports of this range.
constexpr int first_job_port = 20000, job_ports = 10000;

/// Reads whole numbers of variables; the first that is missing or wrong makes the error.
class Numbers {
 public:
  explicit Numbers(const Environment& environment) : environment_(environment) {}

  int of(const std::string& name, int low, int high) {
    const auto text = environment_(name);
    int number = 0;
    const char* end = text ? text->data() + text->size() : nullptr;
    const bool sound =
        text && std::from_chars(text->data(), end, number) == std::from_chars_result{end, {}};
    if ((!sound || number < low || number > high) && !error_) {
      error_ = Error{"The environment variable " + name +
                         (text ? " is \"" + *text + "\", not a whole number from " +
                                     std::to_string(low) + " to " + std::to_string(high) + "."
                               : " is not set."),
                     "Start the processes with torchrun or srun: see docs/cluster.md."};
    }
    return number;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  const Environment& environment_;
  std::optional<Error> error_;
};

constexpr int most_processes = 1 << 20;

Result<std::optional<ProcessPlace>> torchrun_place(const Environment& environment) {
  Numbers numbers(environment);
  ProcessPlace place;
  place.count = numbers.of("WORLD_SIZE", 1, most_processes);
  place.rank = numbers.of("RANK", 0, std::max(0, place.count - 1));
  if (environment("LOCAL_RANK")) place.local_rank = numbers.of("LOCAL_RANK", 0, most_processes);
  if (!numbers.error() && place.count == 1) return std::optional<ProcessPlace>();
  place.port = static_cast<std::uint16_t>(numbers.of("MASTER_PORT", 1, 65535));
  if (numbers.error()) return *numbers.error();
  place.host = environment("MASTER_ADDR").value_or("127.0.0.1");
  place.host_has_store = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
  return std::optional(place);
}

Result<std::optional<ProcessPlace>> slurm_place(const Environment& environment) {
  Numbers numbers(environment);
  ProcessPlace place;
  place.count = numbers.of("SLURM_NTASKS", 1, most_processes);
  if (!numbers.error() && place.count == 1) return std::optional<ProcessPlace>();
  place.rank = numbers.of("SLURM_PROCID", 0, std::max(0, place.count - 1));
  place.local_rank = numbers.of("SLURM_LOCALID", 0, most_processes);
  place.port = usual_port;
  if (environment("MASTER_PORT")) {
    place.port = static_cast<std::uint16_t>(numbers.of("MASTER_PORT", 1, 65535));
  } else if (environment("SLURM_JOB_ID")) {
    const int job = numbers.of("SLURM_JOB_ID", 0, INT32_MAX);
    place.port = static_cast<std::uint16_t>(first_job_port + job % job_ports);
  }
  if (numbers.error()) return *numbers.error();
  place.host = environment("MASTER_ADDR")
                   .value_or(first_host(environment("SLURM_JOB_NODELIST").value_or("127.0.0.1")));
  return std::optional(place);
}

}  // namespace

Environment system_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<std::optional<ProcessPlace>> process_place(const Environment& environment) {
  if (environment("WORLD_SIZE") || environment("RANK")) return torchrun_place(environment);
  // A batch script has Slurm's numbers too, but is a single process; srun numbers its steps.
  if (environment("SLURM_STEP_ID") && environment("SLURM_NTASKS")) return slurm_place(environment);
  return std::optional<ProcessPlace>();
}

std::string first_host(const std::string& list) {
  const auto stop = list.find_first_of(",[");
  if (stop == std::string::npos || list[stop] == ',') return list.substr(0, stop);
  const auto number_end = list.find_first_of("-,]", stop);
  const auto bracket_end = list.find(']', stop);
  if (number_end == std::string::npos || bracket_end == std::string::npos) return list;
  const std::string after = list.substr(bracket_end + 1);
  return list.substr(0, stop) + list.substr(stop + 1, number_end - stop - 1) +
         after.substr(0, after.find(','));
}

}  // namespace transpine
