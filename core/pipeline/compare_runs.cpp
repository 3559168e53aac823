// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/compare_runs.h"

#include <algorithm>
#include <tuple>

#include "core/base/atomic_file.h"
#include "core/base/option_specs.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Result<CaseScores> read_one(const fs::path& file) {
  auto text = read_text(file);
  if (!text) return text.error();
  auto scores = case_scores_from_json(nlohmann::json::parse(*text, nullptr, false));
  if (!scores) return Error{file.string() + ": " + scores.error().title, scores.error().remedy};
  return scores;
}

using Pairs = std::vector<std::pair<const CaseScores*, const CaseScores*>>;

const CaseScores* find_subject(const std::vector<CaseScores>& scores, const std::string& subject) {
  const auto it = std::find_if(scores.begin(), scores.end(),
                               [&](const CaseScores& s) { return s.subject == subject; });
  return it == scores.end() ? nullptr : &*it;
}

std::vector<std::string> only_in(const std::vector<CaseScores>& scores,
                                 const std::vector<CaseScores>& other) {
  std::vector<std::string> names;
  for (const CaseScores& one : scores) {
    if (!find_subject(other, one.subject)) names.push_back(one.subject);
  }
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    text += (i > 0 ? ", " : "") + names[i];
  }
  return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more"
                             : text;
}

/// The guard: the same cases, measured in the same way. What is known to differ is refused, what is
/// not known is noted.
Result<void> check_comparable(const std::vector<CaseScores>& first,
                              const std::vector<CaseScores>& second, const Pairs& pairs,
                              bool common_only, std::vector<std::string>& notes) {
  std::string apart;
  for (const auto& [one, other, which] :
       {std::tuple(&first, &second, "first"), std::tuple(&second, &first, "second")}) {
    const auto names = only_in(*one, *other);
    if (names.empty()) continue;
    apart += (apart.empty() ? "Only the " : "; only the ") + std::string(which) + " run has " +
             listed(names);
  }
  if (!apart.empty() && !common_only) {
    return Error{"The runs were evaluated on different cases. " + apart + ".",
                 "Evaluate the same subjects with both, or compare those they share "
                 "(--common-only)."};
  }
  if (!apart.empty()) notes.push_back(apart + ": left out.");
  std::vector<std::string> unknown;
  for (const auto& [a, b] : pairs) {
    if (!a->basis || !b->basis) {
      unknown.push_back(a->subject);
      continue;
    }
    const std::string difference = difference_of(*a->basis, *b->basis);
    if (difference.empty()) continue;
    return Error{a->subject + " was measured " + difference + ".",
                 "Evaluate both runs again with the same references and options."};
  }
  if (!unknown.empty()) {
    notes.push_back("Whether both runs were measured alike cannot be told for " + listed(unknown) +
                    ": the scores do not say what they were measured against.");
  }
  return {};
}

const CaseFigures* figures_of(const CaseScores& scores, bool isotropic) {
  if (!isotropic) return &scores;
  return scores.isotropic ? &*scores.isotropic : nullptr;
}

/// The values of one figure, subject by subject.
struct Paired {
  std::vector<double> first, second, difference;
  std::vector<std::string> patients, incomplete;
};

Paired paired_values(const CaseFigure& figure, const Pairs& pairs, bool isotropic) {
  Paired values;
  const auto value_of = [&](const CaseScores& scores) -> std::optional<double> {
    const CaseFigures* figures = figures_of(scores, isotropic);
    return figures ? figure.value(*figures) : std::nullopt;
  };
  for (const auto& [a, b] : pairs) {
    const auto x = value_of(*a);
    const auto y = value_of(*b);
    if (!x || !y) {
      values.incomplete.push_back(a->subject);
      continue;
    }
    values.first.push_back(*x);
    values.second.push_back(*y);
    values.difference.push_back(*x - *y);
    values.patients.push_back(patient_of(a->subject));
  }
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

RunComparison comparison(const CaseFigure& figure, const Paired& values,
                         const BootstrapOptions& bootstrap) {
  RunComparison made;
  made.key = figure.key;
  made.title = figure.title;
  made.pairs = static_cast<int>(values.first.size());
  made.mean_first = mean_of(values.first);
  made.mean_second = mean_of(values.second);
  made.mean_difference = mean_of(values.difference);
  made.test = paired_t_test(values.first, values.second);
  made.wilcoxon = wilcoxon_signed_rank(values.first, values.second);
  made.rank_biserial = rank_biserial(values.first, values.second);
  made.bootstrap =
      bootstrap_mean_interval(clustered(values.difference, values.patients), bootstrap);
  return made;
}

}  // namespace

Result<std::vector<CaseScores>> read_scores(const fs::path& file_or_folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(file_or_folder)) {
    for (const auto& entry : fs::directory_iterator(file_or_folder)) {
      if (entry.path().filename().string().ends_with("_scores.json")) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
      return Error{file_or_folder.string() + " holds no scores (*_scores.json).",
                   "Give the results folder of an evaluated run: STUDY/results/RUN."};
    }
  } else {
    files.push_back(file_or_folder);
  }
  std::vector<CaseScores> all;
  for (const fs::path& file : files) {
    auto one = read_one(file);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

Result<RunContrast> compare_runs(const std::vector<CaseScores>& first,
                                 const std::vector<CaseScores>& second,
                                 const CompareRunsOptions& options) {
  Pairs pairs;
  for (const CaseScores& a : first) {
    if (const CaseScores* b = find_subject(second, a.subject)) pairs.emplace_back(&a, b);
  }
  if (pairs.empty()) {
    return Error{"The two runs have no evaluated subject in common.",
                 "Translate and evaluate the same subjects with both runs."};
  }
  RunContrast contrast;
  contrast.run = first.front().run;
  if (auto same = check_comparable(first, second, pairs, options.common_only, contrast.notes);
      !same) {
    return same.error();
  }
  for (const CaseFigure& figure : case_figures()) {
    if (!options.only.empty() && figure.key != options.only) continue;
    const Paired values = paired_values(figure, pairs, options.isotropic);
    if (values.first.empty()) continue;
    if (!values.incomplete.empty()) {
      contrast.notes.push_back(std::string(figure.title) + " is missing or no number for " +
                               listed(values.incomplete) + ": left out of its tests.");
    }
    contrast.figures.push_back(comparison(figure, values, options.bootstrap));
  }
  if (contrast.figures.empty()) {
    return Error{
        "The two runs have no figure in common.",
        options.isotropic ? "Evaluate both with --isotropic first." : "Evaluate the runs again."};
  }
  return contrast;
}

void adjust_for_number(std::vector<RunContrast>& contrasts) {
  std::vector<double> t, w;
  std::vector<double*> t_to, w_to;
  for (RunContrast& contrast : contrasts) {
    for (RunComparison& one : contrast.figures) {
      if (one.test) {
        t.push_back(one.test->p);
        t_to.push_back(&one.p_holm);
      }
      if (one.wilcoxon) {
        w.push_back(one.wilcoxon->p);
        w_to.push_back(&one.wilcoxon_p_holm);
      }
    }
  }
  const auto t_adjusted = holm_adjusted(t);
  for (std::size_t i = 0; i < t.size(); ++i) *t_to[i] = t_adjusted[i];
  const auto w_adjusted = holm_adjusted(w);
  for (std::size_t i = 0; i < w.size(); ++i) *w_to[i] = w_adjusted[i];
}

std::vector<WorstP> worst_p(const std::vector<RunContrast>& contrasts) {
  std::vector<WorstP> worst;
  for (const CaseFigure& figure : case_figures()) {
    WorstP one{figure.key, -1, {}};
    for (const RunContrast& contrast : contrasts) {
      for (const RunComparison& comparison : contrast.figures) {
        if (comparison.key != figure.key || !comparison.test) continue;
        if (comparison.test->p > one.p) {
          one.p = comparison.test->p;
          one.run = contrast.run;
        }
      }
    }
    if (one.p >= 0) worst.push_back(std::move(one));
  }
  return worst;
}

OptionList options_of(CompareRunsOptions& options) {
  OptionList list;
  list.add(options.common_only,
           {.key = "common_only",
            .label = "Shared cases only",
            .help = "Compare runs that were evaluated on different cases by those they share, and "
                    "name the others; else they are refused."});
  list.add(options.bootstrap.resamples,
           ranged("resamples", "Resamples", "Of the bootstrap by patients.", 100, 1e6,
                  OptionSpec::Level::advanced));
  list.add(options.bootstrap.seed,
           ranged("seed", "Seed", "Of the bootstrap.", 0, 9e15, OptionSpec::Level::advanced));
  return list;
}

}  // namespace transpine
