// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/registration_table.h"

#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {
using nlohmann::json;

namespace {

constexpr double kPoorLoo_mm = 3;
constexpr double kPoorCondition = 10;

constexpr std::chrono::seconds kBetweenSaves(1);

RegistrationRow row_from(const json& object) {
  RegistrationRow row;
  row.subject = object.at("subject");
  row.error = object.value("error", "");
  row.model = object.value("model", "");
  const json points = object.value("points", json());
  const bool is_count = points.is_number();  // As an earlier version called the pairs.
  row.points = is_count ? "" : object.value("points", "");
  row.trim_fraction = object.value("trim", 0.0);
  row.pairs = object.value(is_count ? "points" : "pairs", 0);
  row.outliers = object.value("outliers", 0);
  row.fre_mm = object.value("fre_mm", 0.0);
  if (object.contains("tre_loo_mm") && object["tre_loo_mm"].is_number()) {
    row.tre_loo_mm = object["tre_loo_mm"].get<double>();
  }
  row.max_mm = object.value("max_mm", 0.0);
  row.condition = object.value("condition", 0.0);
  row.posterior_mm = object.value("posterior_mm", 0.0);
  row.warnings = object.value("warnings", std::vector<std::string>{});
  row.made_from = object.value("made_from", "");
  row.written = object.value("written", "");
  return row;
}

std::string csv_cell(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string RegistrationRow::verdict() const {
  if (!error.empty()) return "failed";
  const bool poor =
      tre_loo_mm.value_or(kPoorLoo_mm + 1) > kPoorLoo_mm || condition > kPoorCondition;
  return poor || outliers > 0 || !warnings.empty() ? "check" : "good";
}

json to_json(const RegistrationRow& row) {
  json object = {{"subject", row.subject},
                 {"verdict", row.verdict()},
                 {"model", row.model},
                 {"points", row.points},
                 {"trim", row.trim_fraction}};
  if (!row.error.empty()) {
    object["error"] = row.error;
    return object;
  }
  object.update({{"pairs", row.pairs},
                 {"outliers", row.outliers},
                 {"fre_mm", row.fre_mm},
                 {"tre_loo_mm", row.tre_loo_mm ? json(*row.tre_loo_mm) : json()},
                 {"max_mm", row.max_mm},
                 {"condition", row.condition},
                 {"posterior_mm", row.posterior_mm},
                 {"warnings", row.warnings},
                 {"made_from", row.made_from},
                 {"written", row.written}});
  return object;
}

std::string registration_csv(const std::vector<RegistrationRow>& rows) {
  std::ostringstream text;
  text << "subject,verdict,model,points,trim,pairs,outliers,fre_mm,tre_loo_mm,max_mm,condition,"
          "posterior_mm,"
          "warnings,error\n";
  for (const RegistrationRow& row : rows) {
    std::string warnings;
    for (const auto& warning : row.warnings) warnings += (warnings.empty() ? "" : " ") + warning;
    text << csv_cell(row.subject) << ',' << row.verdict() << ',' << row.model << ',' << row.points
         << ',' << row.trim_fraction << ',';
    if (row.error.empty()) {
      text << row.pairs << ',' << row.outliers << ',' << row.fre_mm << ',';
      if (row.tre_loo_mm) text << *row.tre_loo_mm;
      text << ',' << row.max_mm << ',' << row.condition << ',' << row.posterior_mm << ',';
    } else {
      text << ",,,,,,,";
    }
    text << csv_cell(warnings) << ',' << csv_cell(row.error) << '\n';
  }
  return text.str();
}

RegistrationTable::RegistrationTable(const Study& study)
    : json_(study.reports_folder() / "registration.json"),
      csv_(study.reports_folder() / "registration.csv") {
  const auto text = read_text(json_);
  if (!text) return;
  const json table = json::parse(*text, nullptr, false);
  if (!table.is_object() || !table.contains("subjects")) return;
  for (const json& object : table["subjects"]) {
    try {
      const RegistrationRow row = row_from(object);
      rows_[row.subject] = row;
    } catch (const json::exception&) {
      continue;  // Of another version: the subject is registered anew.
    }
  }
}

const RegistrationRow* RegistrationTable::find(const std::string& subject) const {
  const auto row = rows_.find(subject);
  return row == rows_.end() ? nullptr : &row->second;
}

Result<void> RegistrationTable::put(const RegistrationRow& row) {
  rows_[row.subject] = row;
  is_saved_ = false;
  const auto now = std::chrono::steady_clock::now();
  if (saved_at_ && now - *saved_at_ < kBetweenSaves) return {};
  return save();
}

Result<void> RegistrationTable::save() {
  if (is_saved_) return {};
  json list = json::array();
  std::vector<RegistrationRow> rows;
  for (const auto& [subject, row] : rows_) {
    list.push_back(to_json(row));
    rows.push_back(row);
  }
  auto written = write_text_atomically(json_, json_text(json{{"subjects", list}}, 2) + "\n");
  if (written) written = write_text_atomically(csv_, registration_csv(rows));
  if (!written) return written;
  is_saved_ = true;
  saved_at_ = std::chrono::steady_clock::now();
  return {};
}

}  // namespace transpine
