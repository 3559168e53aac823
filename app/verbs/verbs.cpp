// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"

namespace transpine {

std::vector<std::unique_ptr<Verb>> make_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  return verbs;
}

}  // namespace transpine
