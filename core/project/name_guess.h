// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace transpine {

/// What the words in a file's name and folder let one suppose, for names that are not BIDS's.
struct NameGuess {
  enum class Word { none, mr, ct, mask };

  std::string subject;  ///< "sub-..." of the name's or folder's other words; may be empty.
  Word word = Word::none;
  bool subregions = false;  ///< A mask of parts of vertebrae.
  bool on_mr = false;       ///< A mask whose name also has a word for MR.
  bool on_ct = false;
};

NameGuess guess_from_name(const std::filesystem::path& path);

}  // namespace transpine
