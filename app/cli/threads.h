// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// Sets the threads of our own loops and of torch; 0 takes one for each core.
void set_thread_counts(int threads);

}  // namespace transpine
