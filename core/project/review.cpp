// SPDX-License-Identifier: Apache-2.0
#include "core/project/review.h"

namespace transpine {
namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

ReviewSummary review_summary(const Study& study) {
  ReviewSummary summary;
  for (const Subject& subject : study.subjects()) {
    if (subject.is_transient) continue;
    ++summary.subjects;
    if (subject.verdict.empty()) continue;
    ++summary.judged;
    if (const auto verdict = verdict_from_key(subject.verdict)) ++summary.counts[*verdict];
  }
  return summary;
}

std::string review_csv(const Study& study) {
  std::string csv = "subject,split,verdict,note\n";
  for (const Subject& subject : study.subjects()) {
    if (subject.is_transient) continue;
    csv += csv_cell(subject.id) + ',' + csv_cell(subject.split) + ',' + csv_cell(subject.verdict) +
           ',' + csv_cell(subject.note) + '\n';
  }
  return csv;
}

}  // namespace transpine
