// SPDX-License-Identifier: Apache-2.0
#include "core/project/patient_check.h"

#include <span>

#include "core/base/content_hash.h"
#include "core/image/dicom_file.h"
#include "core/image/dicom_io.h"
#include "core/image/nifti_header.h"
#include "core/project/roles.h"

namespace transpine {
namespace {

constexpr std::size_t kMarkLetters = 16;
const std::string kPrefix = "patient ";

}  // namespace

std::string patient_mark(const std::string& patient_id) {
  if (patient_id.empty()) return {};
  ContentHasher hasher;
  hasher.add(std::as_bytes(std::span(patient_id)));
  return kPrefix + hasher.digest().substr(0, kMarkLetters);
}

std::string patient_mark_of(const std::filesystem::path& image) {
  if (is_dicom_file(image)) {
    const auto file = read_dicom_header(image);
    return file ? patient_mark(file->patient_id) : std::string();
  }
  const auto header = read_nifti_header(image);
  if (!header) return {};
  const auto at = header->description.find(kPrefix);
  if (at == std::string::npos) return {};
  const std::string mark = header->description.substr(at, kPrefix.size() + kMarkLetters);
  const bool is_hash =
      mark.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string::npos;
  return is_hash && mark.size() == kPrefix.size() + kMarkLetters ? mark : std::string();
}

std::optional<std::string> two_patients_warning(const std::filesystem::path& a,
                                                const std::filesystem::path& b) {
  if (a.empty() || b.empty()) return std::nullopt;
  const std::string first = patient_mark_of(a);
  const std::string second = patient_mark_of(b);
  const std::string names = a.filename().string() + " and " + b.filename().string();
  if (!first.empty() && !second.empty()) {
    if (first == second) return std::nullopt;
    return names +
           " are of two patients, as their headers say: an image translated from one "
           "cannot be compared with the other.";
  }
  if (!are_of_two_subjects(a, b)) return std::nullopt;
  return names + " are of two subjects, as their names say.";
}

}  // namespace transpine
