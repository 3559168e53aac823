// SPDX-License-Identifier: Apache-2.0
#include "core/project/name_guess.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/base/utf8.h"

namespace transpine {
namespace {

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_one_of(const std::string& word, std::initializer_list<const char*> list) {
  return std::any_of(list.begin(), list.end(), [&](const char* entry) { return word == entry; });
}

bool is_mr(const std::string& word) {
  return is_one_of(word, {"mr", "mri", "t1", "t1w", "t2", "t2w", "stir", "dixon", "flair", "pd"});
}
bool is_ct(const std::string& word) {
  return is_one_of(word, {"ct", "cbct"});
}
bool is_mask(const std::string& word) {
  return is_one_of(word, {"msk", "mask", "masks", "seg", "dseg", "label", "labels", "vert",
                          "vertebra", "vertebrae", "segmentation", "subreg", "subregions"});
}
/// Words that tell neither person nor kind of image.
bool is_filler(const std::string& word) {
  return is_one_of(word, {"image", "img", "scan", "volume", "vol", "data", "sag", "sagittal", "iso",
                          "space", "the", "of", "w", "nii", "gz"});
}

std::string stem_of(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.find('.'));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!is_mr(word) && !is_ct(word) && !is_mask(word) && !is_filler(word)) text += word;
  }
  return text;
}

/// A BIDS folder or the words of a name that are left; empty where there are none.
std::string subject_of(const std::filesystem::path& path) {
  for (auto folder = path.parent_path(); folder.has_filename(); folder = folder.parent_path()) {
    const std::string name = folder.filename().string();
    if (name.starts_with("sub-")) return name.substr(0, name.find('_'));
  }
  std::string words = joined(words_of(stem_of(path)));
  if (words.empty()) words = joined(words_of(path.parent_path().filename().string()));
  return words.empty() ? std::string() : "sub-" + words;
}

}  // namespace

NameGuess guess_from_name(const std::filesystem::path& path) {
  NameGuess guess;
  const std::string name = path.filename().string();
  guess.subject =
      name.starts_with("sub-") ? name.substr(0, name.find_first_of("_.")) : subject_of(path);
  guess.subject = utf8_or_escaped(guess.subject);
  for (const std::string& word : words_of(stem_of(path))) {
    guess.on_mr = guess.on_mr || is_mr(word);
    guess.on_ct = guess.on_ct || is_ct(word);
    guess.subregions = guess.subregions || is_one_of(word, {"subreg", "subregion", "subregions"});
    if (is_mask(word)) guess.word = NameGuess::Word::mask;
  }
  if (guess.word == NameGuess::Word::none && guess.on_mr != guess.on_ct) {
    guess.word = guess.on_mr ? NameGuess::Word::mr : NameGuess::Word::ct;
  }
  return guess;
}

}  // namespace transpine
