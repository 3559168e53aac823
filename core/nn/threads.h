// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// How many threads torch's operators take; LibTorch as Debian builds it starts with one.
void set_network_threads(int threads);

}  // namespace transpine
