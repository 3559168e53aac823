// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/evaluate_cohort.h"

#include <cmath>
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"

namespace transpine {
namespace {

using nlohmann::json;

std::string printed(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// JSON knows no infinity.
json number(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

void print(const RunComparison& one, Output& out) {
  const std::string means = printed("%.4f", one.mean_first) + " against " +
                            printed("%.4f", one.mean_second) + ", difference " +
                            printed("%+.4f", one.mean_difference);
  out.text(one.title + ": n " + std::to_string(one.pairs) + ", " + means);
  if (one.test) {
    out.text("    t-test       p " + printed("%.4g", one.test->p) + " (Holm " +
             printed("%.4g", one.p_holm) + "), t " + printed("%.3f", one.test->t) + ", 95 % CI " +
             printed("%+.4f", one.test->ci95_low) + " to " + printed("%+.4f", one.test->ci95_high) +
             ", dz " + printed("%.2f", one.test->cohens_dz));
  } else {
    out.text("    t-test       " + one.test.error().title);
  }
  if (one.wilcoxon) {
    out.text("    signed rank  p " + printed("%.4g", one.wilcoxon->p) + " (Holm " +
             printed("%.4g", one.wilcoxon_p_holm) + "), rank-biserial r " +
             printed("%.2f", one.rank_biserial.value_or(0)));
  }
  if (one.bootstrap) {
    out.text("    bootstrap    95 % CI by patients " + printed("%+.4f", one.bootstrap->low) +
             " to " + printed("%+.4f", one.bootstrap->high));
  }
}

json to_json(const RunComparison& one) {
  json entry{{"n", one.pairs},
             {"mean_first", one.mean_first},
             {"mean_second", one.mean_second},
             {"mean_difference", one.mean_difference}};
  if (one.test) {
    entry.update({{"sd_difference", one.test->sd_difference},
                  {"ci95", {one.test->ci95_low, one.test->ci95_high}},
                  {"t", number(one.test->t)},
                  {"p", one.test->p},
                  {"p_holm", one.p_holm},
                  {"cohens_dz", number(one.test->cohens_dz)}});
  } else {
    entry["note"] = one.test.error().title;
  }
  if (one.wilcoxon) {
    entry["wilcoxon"] = {{"statistic", one.wilcoxon->statistic},
                         {"p", one.wilcoxon->p},
                         {"p_holm", one.wilcoxon_p_holm}};
    entry["rank_biserial"] = one.rank_biserial ? json(*one.rank_biserial) : json(nullptr);
  }
  if (one.bootstrap) entry["bootstrap_ci95"] = {one.bootstrap->low, one.bootstrap->high};
  return entry;
}

std::string csv_row(const std::string& run, const RunComparison& one) {
  std::string row = csv_field(run) + "," + one.key + "," + std::to_string(one.pairs);
  const auto add = [&](std::optional<double> value) {
    row += "," + (value ? printed("%.9g", *value) : std::string());
  };
  const auto of_test = [&](double PairedTTest::*field) {
    return one.test ? std::optional((*one.test).*field) : std::nullopt;
  };
  add(one.mean_difference);
  for (const auto field :
       {&PairedTTest::ci95_low, &PairedTTest::ci95_high, &PairedTTest::t, &PairedTTest::p}) {
    add(of_test(field));
  }
  add(one.test ? std::optional(one.p_holm) : std::nullopt);
  add(of_test(&PairedTTest::cohens_dz));
  add(one.wilcoxon ? std::optional(one.wilcoxon->p) : std::nullopt);
  add(one.wilcoxon ? std::optional(one.wilcoxon_p_holm) : std::nullopt);
  add(one.rank_biserial);
  add(one.bootstrap ? std::optional(one.bootstrap->low) : std::nullopt);
  add(one.bootstrap ? std::optional(one.bootstrap->high) : std::nullopt);
  add(one.mean_first);
  add(one.mean_second);
  return row + "\n";
}

std::string csv_of(const std::vector<RunContrast>& contrasts) {
  std::string csv =
      "run,measure,n,mean_difference,ci95_low,ci95_high,t,p,p_holm,cohens_dz,wilcoxon_p,"
      "wilcoxon_p_holm,rank_biserial,bootstrap_low,bootstrap_high,mean_first,mean_second\n";
  for (const RunContrast& contrast : contrasts) {
    for (const RunComparison& one : contrast.figures) csv += csv_row(contrast.run, one);
  }
  return csv;
}

bool has_any_test(const RunContrast& contrast) {
  for (const RunComparison& one : contrast.figures) {
    if (one.pairs > 1) return true;
  }
  return false;
}

json print(const std::vector<RunContrast>& contrasts, VerbContext& context) {
  json list = json::array();
  for (const RunContrast& contrast : contrasts) {
    if (contrasts.size() > 1) context.out.text(contrast.run + ":");
    json measures = json::object();
    for (const RunComparison& one : contrast.figures) {
      print(one, context.out);
      measures[one.key] = to_json(one);
    }
    for (const auto& note : contrast.notes) context.out.warning(note);
    list.push_back({{"run", contrast.run}, {"measures", measures}, {"notes", contrast.notes}});
    if (!has_any_test(contrast)) {
      context.out.warning(contrast.run + ": one subject allows no test. Evaluate more subjects.");
      context.is_partial = true;
    }
  }
  json result{{"test", "paired t-test and Wilcoxon's signed-rank test, two-sided"},
              {"measures", list.front()["measures"]},
              {"contrasts", list}};
  if (contrasts.size() > 1) {
    context.out.text("Largest p of the t-tests over all runs:");
    for (const WorstP& worst : worst_p(contrasts)) {
      context.out.text("  " + worst.key + ": " + printed("%.4g", worst.p) + " (" + worst.run + ")");
      result["worst_p"][worst.key] = {{"p", worst.p}, {"run", worst.run}};
    }
  }
  return result;
}

}  // namespace

std::string figure_text(const std::optional<double>& value, int digits) {
  if (!value) return "-";
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, *value);
  return text;
}

Result<json> evaluate_runs(const std::vector<std::filesystem::path>& runs,
                           const std::filesystem::path& baseline, const CompareRunsOptions& options,
                           const std::filesystem::path& csv, VerbContext& context) {
  const auto second = read_scores(baseline);
  if (!second) return second.error();
  std::vector<RunContrast> contrasts;
  for (const auto& run : runs) {
    const auto first = read_scores(run);
    if (!first) return first.error();
    auto contrast = compare_runs(*first, *second, options);
    if (!contrast) return about(run.string() + " and " + baseline.string(), contrast.error());
    contrasts.push_back(std::move(*contrast));
  }
  adjust_for_number(contrasts);
  context.out.text("Each run minus " + second->front().run +
                   ", subjects paired, two-sided; Holm over all tests of this table.");
  json result = print(contrasts, context);
  if (!csv.empty() && !context.dry_run) {
    if (auto written = write_text_atomically(csv, csv_of(contrasts)); !written) {
      return written.error();
    }
  }
  return result;
}

Result<json> evaluate_cohort(const std::filesystem::path& folder, const std::string& run,
                             const EvaluateStudyOptions& options, VerbContext& context) {
  std::vector<std::string> warnings;
  const auto study = Study::open(folder, &warnings);
  if (!study) return study.error();
  for (const auto& warning : warnings) context.out.warning(warning);
  if (context.dry_run) {
    const auto subjects = subjects_to_evaluate(*study, run, options);
    if (!subjects) return subjects.error();
    context.out.text("Would evaluate " + counted(subjects->size(), "subject") + ".");
    return json{{"subjects", *subjects}};
  }
  json list = json::array();
  const auto done =
      evaluate_study(*study, run, options, context.job, [&](const EvaluatedSubject& one) {
        if (!one.error.empty()) {
          context.out.warning(one.subject + " failed: " + one.error);
          list.push_back({{"subject", one.subject}, {"error", one.error}});
          return;
        }
        std::string line = "  " + one.subject + (one.kept ? "  as before" : "");
        json entry{{"subject", one.subject}, {"as_before", one.kept}};
        for (const CaseFigure& figure : case_figures()) {
          const auto value = figure.value(one.scores);
          if (!value) continue;
          line += "  " + std::string(figure.title) + " " + figure_text(value, figure.digits);
          entry[figure.key] = *value;
        }
        context.out.text(line);
        for (const auto& note : one.scores.notes) context.out.warning(one.subject + ": " + note);
        list.push_back(std::move(entry));
      });
  if (!done) return done.error();
  context.is_partial = done->failed > 0;
  context.out.text(std::to_string(done->evaluated) + " evaluated, " + std::to_string(done->kept) +
                   " as before, " + std::to_string(done->failed) +
                   " failed; table: " + done->table.string());
  return json{{"subjects", list},
              {"evaluated", done->evaluated},
              {"as_before", done->kept},
              {"failed", done->failed},
              {"table", done->table.string()}};
}

}  // namespace transpine
