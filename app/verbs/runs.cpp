// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"
#include "core/training/checkpoint_list.h"
#include "core/training/config_diff.h"
#include "core/training/run_list.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string fixed(const std::optional<double>& value, int digits) {
  if (!value) return {};
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, *value);
  return text;
}

json optional(const std::optional<double>& value) {
  return value ? json(*value) : json();
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 0, ' ') + "  ";
}

/// Columns as wide as their widest field.
void print_table(const std::vector<std::vector<std::string>>& rows, Output& out) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out.text(line);
  }
}

std::string csv_of(const std::vector<std::vector<std::string>>& rows) {
  std::string csv;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i > 0 ? "," : "") + csv_field(row[i]);
    csv += "\n";
  }
  return csv;
}

json to_json(const RunInfo& run) {
  return {{"run", run.name},
          {"model", run.model},
          {"steps", run.steps},
          {"planned_steps", run.planned_steps},
          {"loss", optional(run.loss)},
          {"best_psnr_db", optional(run.best_psnr_db)},
          {"best_dice", optional(run.best_dice)},
          {"seconds", run.elapsed_s},
          {"tags", run.notes.tags},
          {"note", run.notes.note}};
}

std::vector<std::string> row_of(const RunInfo& run) {
  return {run.name,
          run.model,
          std::to_string(run.steps),
          fixed(run.loss, 4),
          fixed(run.best_psnr_db, 2),
          fixed(run.best_dice, 3),
          fixed(run.elapsed_s / 60, 1),
          tags_text(run.notes.tags)};
}

json to_json(const CheckpointInfo& checkpoint) {
  json entry{{"file", checkpoint.path.string()},
             {"step", checkpoint.step},
             {"best", checkpoint.is_best},
             {"newest", checkpoint.is_newest},
             {"ema", checkpoint.has_ema}};
  if (!checkpoint.score) return entry;
  add_scores(entry, *checkpoint.score);
  return entry;
}

class RunsVerb : public Verb {
 public:
  std::string name() const override { return "runs"; }
  std::string summary() const override {
    return "Lists the trainings of a study, shows one with its checkpoints, or compares the "
           "settings of several.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"ACTION", "list, show or compare.", &action_},
        {"PATH", "list: the study's folder. show: a run's folder. compare: two or more.", &paths_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(csv_, {.key = "csv",
                    .label = "CSV file",
                    .help = "Where the table is written as well; of one run (show) its curves."});
    return list;
  }

  Result<json> run(VerbContext& context) override {
    if (auto distinct = check_distinct(paths_, {csv_}); !distinct) return distinct.error();
    if (action_ == "list") return list(context);
    if (action_ == "show") return show(context);
    if (action_ == "compare") return compare(context);
    return Error{"There is no action " + action_ + ".", "Choose list, show or compare."};
  }

 private:
  Result<void> write(const std::string& csv, const VerbContext& context) const {
    if (csv_.empty() || context.dry_run) return {};
    return write_text_atomically(csv_, csv);
  }

  Result<json> list(VerbContext& context) const {
    if (paths_.size() != 1) {
      return Error{"list needs one study.", "Name the study's folder."};
    }
    if (!fs::is_directory(paths_.front())) {
      return Error{paths_.front().string() + " is no folder.", "Name the study's folder."};
    }
    const auto runs = list_runs(paths_.front() / "runs", context.job);
    if (!runs) return runs.error();
    std::vector<std::vector<std::string>> rows{
        {"run", "model", "steps", "loss", "best_psnr_db", "best_dice", "minutes", "tags"}};
    json entries = json::array();
    for (const RunInfo& run : *runs) {
      rows.push_back(row_of(run));
      entries.push_back(to_json(run));
    }
    if (runs->empty()) {
      context.out.text("There are no runs in " + (paths_.front() / "runs").string() + ".");
    } else {
      print_table(rows, context.out);
    }
    if (auto written = write(csv_of(rows), context); !written) return written.error();
    return json{{"runs", entries}};
  }

  Result<json> show(VerbContext& context) const {
    if (paths_.size() != 1) return Error{"show needs one run.", "Name the run's folder."};
    const auto run = read_run_info(paths_.front(), context.job);
    if (!run) return run.error();
    json result = to_json(*run);
    result["options"] = run->options;
    result["checkpoints"] = json::array();
    std::vector<std::vector<std::string>> rows{
        {"checkpoint", "step", "val_psnr_db", "val_ssim", "val_dice"}};
    for (const CheckpointInfo& checkpoint : list_checkpoints(paths_.front())) {
      result["checkpoints"].push_back(to_json(checkpoint));
      const ValidationScore score = checkpoint.score.value_or(ValidationScore());
      rows.push_back({checkpoint.path.filename().string(), std::to_string(checkpoint.step),
                      fixed(score.psnr_db, 2), fixed(score.ssim, 3), fixed(score.dice, 3)});
    }
    print_table({{"run", "model", "steps", "loss", "best_psnr_db", "best_dice", "minutes", "tags"},
                 row_of(*run)},
                context.out);
    if (!run->notes.note.empty()) context.out.text(run->notes.note);
    if (rows.size() > 1) print_table(rows, context.out);
    if (csv_.empty()) return result;
    auto curves = read_run_curves(paths_.front(), context.job);
    if (!curves) return curves.error();
    if (auto written = write(curves_csv({{run->name, std::move(*curves)}}, {}, 0), context);
        !written) {
      return written.error();
    }
    return result;
  }

  Result<json> compare(VerbContext& context) const {
    if (paths_.size() < 2) return Error{"compare needs two runs.", "Name their folders."};
    std::vector<json> options;
    std::vector<std::vector<std::string>> rows{{"setting"}};
    for (const fs::path& path : paths_) {
      const auto run = read_run_info(path, context.job);
      if (!run) return run.error();
      if (run->options.empty()) {
        return Error{(path / "config.json").string() + " is missing or damaged.",
                     "Leave this run out."};
      }
      options.push_back(run->options);
      rows.front().push_back(run->name);
    }
    json differences = json::object();
    for (const ConfigDifference& one : config_differences(options)) {
      rows.push_back({one.key});
      for (const json& value : one.values) rows.back().push_back(value_text(value));
      differences[one.key] = one.values;
    }
    if (rows.size() > 1) {
      print_table(rows, context.out);
    } else {
      context.out.text("The runs have the same settings.");
    }
    if (auto written = write(csv_of(rows), context); !written) return written.error();
    return json{{"runs", std::vector<std::string>(rows.front().begin() + 1, rows.front().end())},
                {"differences", differences}};
  }

  std::string action_;
  std::vector<fs::path> paths_;
  fs::path csv_;
};

}  // namespace

std::unique_ptr<Verb> make_runs_verb() {
  return std::make_unique<RunsVerb>();
}

}  // namespace transpine
