// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// Which of the processes that train together this one is, and where they meet.
struct ProcessPlace {
  int rank = 0;
  int count = 1;
  int local_rank = 0;  ///< Among the processes of this machine: its GPU.
  std::string host;    ///< Of rank 0.
  std::uint16_t port = 0;
  bool host_has_store = false;  ///< torchrun itself serves the meeting point.
};

/// A variable's value, absent where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment system_environment();

/// What torchrun (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT) or, within srun, Slurm
/// (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID, SLURM_JOB_NODELIST) says. Absent for a single
/// process. Errors name the variable.
Result<std::optional<ProcessPlace>> process_place(
    const Environment& environment = system_environment());

/// The first of Slurm's list: "node[03-05,9],login" gives "node03".
std::string first_host(const std::string& slurm_node_list);

}  // namespace transpine
