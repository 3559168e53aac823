// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/model_table.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/option_specs.h"
#include "core/pipeline/demo.h"
#include "core/pipeline/prepare_study.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// A row of the paper's table: which model, and for diffusion what it predicts.
struct RowRecipe {
  const char* run;
  const char* title;
  const char* model;
  const char* mode;  ///< Null where the model has none.
};

constexpr RowRecipe kRecipes[]{{"cut-resnet", "CUT ResNet", "cut-resnet", nullptr},
                               {"cut-sa-unet", "CUT SA-UNet", "cut-sa-unet", nullptr},
                               {"pix2pix-unet", "Pix2Pix UNet", "pix2pix-unet", nullptr},
                               {"pix2pix-sa-unet", "Pix2Pix SA-UNet", "pix2pix-sa-unet", nullptr},
                               {"syndiff", "SynDiff", "syndiff", nullptr},
                               {"ddim-noise", "DDIM noise", "ddim", "noise"},
                               {"ddim-image", "DDIM image", "ddim", "image"},
                               {"pix2pix-3d", "Pix2Pix 3D", "pix2pix-3d", nullptr},
                               {"ddim-3d-noise", "DDIM 3D noise", "ddim-3d", "noise"},
                               {"ddim-3d-image", "DDIM 3D image", "ddim-3d", "image"}};

Result<std::vector<RowRecipe>> wanted_rows(const std::vector<std::string>& names) {
  std::vector<RowRecipe> rows;
  for (const RowRecipe& recipe : kRecipes) {
    if (names.empty() || std::ranges::count(names, recipe.run) > 0) rows.push_back(recipe);
  }
  for (const std::string& name : names) {
    if (std::ranges::count(kRecipes, name, &RowRecipe::run) > 0) continue;
    std::string known;
    for (const RowRecipe& recipe : kRecipes)
      known += (known.empty() ? "" : ", ") + std::string(recipe.run);
    return Error{"The table has no row " + name + ".", "Choose from " + known + "."};
  }
  return rows;
}

Result<fs::path> training_set_of(const Study& study, bool volumes, JobContext& job) {
  PrepareOptions options;
  options.spacing_mm = demo_phantom_options().mr_in_plane_mm;
  if (volumes) options.dimensions = "3d";
  return prepare_study(study, options, job);
}

TrainOptions train_options_of(const RowRecipe& recipe, const ModelTableOptions& options,
                              const Study& study, const fs::path& training_set) {
  TrainOptions training = options.size == "paper" ? paper_train_options(recipe.model)
                                                  : small_train_options(recipe.model);
  if (recipe.mode) training.mode = recipe.mode;
  if (options.train_steps > 0) training.steps = options.train_steps;
  training.validate_every = 0;
  training.seed = options.seed;
  training.device = options.device;
  training.training_set = training_set;
  training.run_folder = study.runs_folder() / recipe.run;
  return training;
}

TranslateOptions translate_options_of(const RowRecipe& recipe, const ModelTableOptions& options) {
  TranslateOptions translating = demo_translate_options();
  translating.seed = options.seed;
  translating.device = options.device;
  if (recipe.mode) translating.steps = options.sampling_steps;
  return translating;
}

Result<ModelTableRow> make_row(const RowRecipe& recipe, const ModelTableOptions& options,
                               const Study& study, const fs::path& training_set, JobContext& job) {
  const TrainOptions training = train_options_of(recipe, options, study, training_set);
  // Figures must come out of this run.
  std::error_code ignored;
  fs::remove_all(training.run_folder, ignored);
  JobContext train_job = job.part(0, 0.8);
  const auto trained = train(training, {}, train_job);
  if (!trained) return trained.error();
  const std::string subject = study.subjects().back().id;
  const auto start = Clock::now();
  JobContext translate_job = job.part(0.8, 0.97);
  const auto translated = translate_subject(study, recipe.run, subject,
                                            translate_options_of(recipe, options), translate_job);
  if (!translated) return translated.error();
  ModelTableRow row{
      recipe.run, recipe.title, trained->parameters, trained->steps, {}, trained->seconds, 0};
  row.translation_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  JobContext evaluate_job = job.part(0.97, 1);
  const auto scores = evaluate_subject(study, recipe.run, subject, {}, evaluate_job);
  if (!scores) return scores.error();
  if (!scores->quality) return Error{subject + " has no real CT.", "Make the phantoms anew."};
  row.quality = *scores->quality;
  return row;
}

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// One of the table's figures.
struct Column {
  const char* title;
  double ImageQuality::*value;
  int digits;
  bool more_is_better;
};

constexpr Column kColumns[]{{"L1", &ImageQuality::l1, 4, false},
                            {"MSE", &ImageQuality::mse, 4, false},
                            {"PSNR (dB)", &ImageQuality::psnr_db, 2, true},
                            {"SSIM", &ImageQuality::ssim, 3, true},
                            {"VIFp", &ImageQuality::vifp, 3, true}};

ReportTable table_of(const std::vector<ModelTableRow>& rows, const std::string& subject) {
  ReportTable table;
  table.caption = "Image quality of the synthetic CT of " + subject +
                  " (the layout of the paper's Table 1; * marks the best)";
  table.header = {"Model"};
  for (const ModelTableRow& row : rows) table.rows.push_back({row.title});
  for (const Column& column : kColumns) {
    table.header.push_back(column.title);
    const auto better = [&](const ModelTableRow& a, const ModelTableRow& b) {
      return (a.quality.*column.value < b.quality.*column.value) != column.more_is_better;
    };
    const auto best = std::ranges::min_element(rows, better);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool marked = &rows[i] == &*best;
      table.rows[i].push_back(fixed(rows[i].quality.*column.value, column.digits) +
                              (marked ? "*" : ""));
    }
  }
  table.header.insert(table.header.end(),
                      {"Parameters", "Steps", "Training (s)", "Translation (s)"});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table.rows[i].insert(
        table.rows[i].end(),
        {std::to_string(rows[i].parameters), std::to_string(rows[i].steps),
         fixed(rows[i].training_seconds, 0), fixed(rows[i].translation_seconds, 1)});
  }
  return table;
}

}  // namespace

OptionList options_of(ModelTableOptions& o) {
  constexpr auto advanced = OptionSpec::Level::advanced;
  OptionList list;
  list.add(o.out, {.key = "out", .label = "Folder", .help = "Folder of the study of phantoms."});
  list.add(o.seed, ranged("seed", "Seed", "Of the phantoms and of the trainings.", 0, 9e15));
  list.add(o.subjects, ranged("subjects", "Subjects",
                              "Phantoms; one validates, one tests, the others train.", 3, 100));
  list.add(o.train_steps,
           ranged("train_steps", "Training steps",
                  "Of every model; 0 takes those of its small preset, or its published epochs.", 0,
                  1e9));
  list.add(o.sampling_steps, ranged("sampling_steps", "Sampling steps",
                                    "DDIM steps of the diffusion models.", 1, 1000));
  list.add(o.size, choice("size", "Size",
                          "Small networks for two cores, or the published settings, for a GPU.",
                          {"small", "paper"}));
  list.add(o.rows, {.key = "rows",
                    .label = "Rows",
                    .help = "Only these rows, by the names of their runs, separated by commas.",
                    .level = advanced});
  list.add(o.device, device_option());
  return list;
}

std::vector<std::string> model_table_rows() {
  std::vector<std::string> names;
  for (const RowRecipe& recipe : kRecipes) names.emplace_back(recipe.run);
  return names;
}

Result<std::vector<std::string>> wanted_table_rows(const ModelTableOptions& options) {
  const auto recipes = wanted_rows(options.rows);
  if (!recipes) return recipes.error();
  std::vector<std::string> names;
  for (const RowRecipe& recipe : *recipes) names.push_back(recipe.run);
  return names;
}

Result<Study> make_table_cohort(const ModelTableOptions& options, JobContext& job) {
  if (auto known = wanted_rows(options.rows); !known) return known.error();
  DemoOptions demo;
  demo.out = options.out;
  demo.seed = options.seed;
  demo.subjects = options.subjects;
  auto study = make_demo_cohort(demo, job);
  if (!study) return study;
  for (const Subject& subject : study->subjects()) {
    if (auto done = register_subject(*study, subject.id, {}); !done) return done.error();
  }
  return study;
}

Result<ModelTable> make_model_table(const ModelTableOptions& options, JobContext& job) {
  const auto recipes = wanted_rows(options.rows);
  if (!recipes) return recipes.error();
  JobContext cohort_job = job.part(0, 0.05, "Phantoms");
  auto study = make_table_cohort(options, cohort_job);
  if (!study) return study.error();
  ModelTable result;
  result.subject = study->subjects().back().id;
  fs::path sets[2];
  const auto count = static_cast<double>(recipes->size());
  for (std::size_t i = 0; i < recipes->size(); ++i) {
    const RowRecipe& recipe = (*recipes)[i];
    JobContext part = job.part(0.05 + 0.95 * static_cast<double>(i) / count,
                               0.05 + 0.95 * static_cast<double>(i + 1) / count, recipe.title);
    fs::path& set = sets[is_volumetric(recipe.model) ? 1 : 0];
    if (set.empty()) {
      JobContext preparing = part.part(0, 0.05);
      auto made = training_set_of(*study, is_volumetric(recipe.model), preparing);
      if (!made) return made.error();
      set = *made;
    }
    JobContext row_job = part.part(0.05, 1);
    auto row = make_row(recipe, options, *study, set, row_job);
    if (!row) return row.error();
    job.log(row->title + ": PSNR " + fixed(row->quality.psnr_db, 2) + " dB after " +
            fixed(row->training_seconds, 0) + " s of training.");
    result.rows.push_back(std::move(*row));
  }
  result.table = table_of(result.rows, result.subject);
  result.csv = options.out / "reports" / "table1.csv";
  if (auto written = write_text_atomically(result.csv, to_csv(result.table)); !written) {
    return written.error();
  }
  return result;
}

}  // namespace transpine
