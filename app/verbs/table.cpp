// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"
#include "core/pipeline/model_table.h"

namespace transpine {
namespace {

using nlohmann::json;

json result_json(const ModelTable& table) {
  json rows = json::array();
  for (const ModelTableRow& row : table.rows) {
    rows.push_back({{"run", row.run},
                    {"title", row.title},
                    {"l1", row.quality.l1},
                    {"mse", row.quality.mse},
                    {"psnr_db", row.quality.psnr_db},
                    {"ssim", row.quality.ssim},
                    {"vifp", row.quality.vifp},
                    {"parameters", row.parameters},
                    {"steps", row.steps},
                    {"training_s", row.training_seconds},
                    {"translation_s", row.translation_seconds}});
  }
  return {{"rows", rows}, {"subject", table.subject}, {"csv", table.csv.string()}};
}

class TableVerb : public Verb {
 public:
  std::string name() const override { return "table"; }
  std::string summary() const override {
    return "Trains every model of the paper on a small cohort of phantoms and prints its Table 1. "
           "Rows that the folder holds already are trained anew.";
  }
  OptionList options() override { return options_of(options_); }

  Result<json> run(VerbContext& context) override {
    if (options_.out.empty()) {
      return Error{"The table needs a folder.", "Give one: transpine table --out FOLDER"};
    }
    if (context.dry_run) {
      const auto rows = wanted_table_rows(options_);
      if (!rows) return rows.error();
      context.out.text("Would train " + std::to_string(rows->size()) + " models in " +
                       options_.out.string() + ", those rows anew that it holds already.");
      return json{{"out", options_.out.string()}, {"rows", *rows}};
    }
    const auto table = make_model_table(options_, context.job);
    if (!table) return table.error();
    context.out.text(to_text(table->table));
    context.out.text("Wrote " + table->csv.string());
    return result_json(*table);
  }

 private:
  ModelTableOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_table_verb() {
  return std::make_unique<TableVerb>();
}

}  // namespace transpine
