// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/training/weights_export.h"
#include "core/training/weights_import.h"
#include "core/training/weights_info.h"

namespace transpine {
namespace {

using nlohmann::json;

class WeightsVerb : public Verb {
 public:
  std::string name() const override { return "weights"; }
  std::string summary() const override {
    return "Lists the weights in a file, exports a model's generator as safetensors under the "
           "reference's names, imports such files of other programs.";
  }

  std::vector<Positional> positionals() override {
    return {
        {"ACTION", "export, import or info.", &action_},
        {"FILE", "export, info: a run folder or a checkpoint. import: a safetensors file.", &file_},
        {"OUT",
         "export: the safetensors file to write. import: a new run folder, or a checkpoint "
         "that ends in .safetensors.",
         &out_, false}};
  }

  OptionList options() override {
    OptionList list;
    list.add(out_option_, {"out", "Output", "The same as the third argument."});
    list.append(options_of(export_));
    list.append(options_of(import_));
    return list;
  }

  Result<json> run(VerbContext& context) override {
    if (action_ == "info") return info(context);
    if (action_ != "export" && action_ != "import") {
      return Error{"There is no action " + action_ + ".", "Choose export, import or info."};
    }
    if (out_.empty()) out_ = out_option_;
    if (out_.empty()) {
      return Error{"No output was named.", "Name it after the file, or with --out."};
    }
    if (auto distinct = check_distinct({file_}, {out_}); !distinct) return distinct.error();
    return action_ == "export" ? export_file(context) : import_file(context);
  }

 private:
  Result<json> info(VerbContext& context) const {
    auto info = weights_info(file_);
    if (!info) return info.error();
    context.out.text(info->at("file").get<std::string>());
    for (const json& network : info->at("networks")) {
      const auto prefix = network.at("prefix").get<std::string>();
      context.out.text("  " + network.at("network").get<std::string>() +
                       (network.at("average").get<bool>() ? " (moving average)" : "") + ", width " +
                       network.at("channels").dump() + ", " + network.at("parameters").dump() +
                       " parameters, " +
                       (prefix.empty() ? "names without a prefix" : "prefix " + prefix));
    }
    if (info->at("networks").empty()) context.out.text("  no network that is known here");
    for (const auto& [type, count] : info->at("types").items()) {
      context.out.text("  " + counted(count.get<std::size_t>(), "tensor") + " of type " + type);
    }
    for (const json& tensor : info->at("tensors")) {
      context.out.text("    " + tensor.at("name").get<std::string>() + "  " +
                       tensor.at("type").get<std::string>() + " " + tensor.at("shape").dump());
    }
    return info;
  }

  Result<json> export_file(VerbContext& context) {
    if (auto possible = check_output(out_); !possible) return possible.error();
    export_.from = file_;
    export_.out = out_;
    const auto exported = export_weights(export_, context.dry_run);
    if (!exported) return exported.error();
    context.out.text((context.dry_run ? "Would write " : "Wrote ") +
                     counted(exported->tensors, "tensor") + " of " + exported->checkpoint.string() +
                     " to " + out_.string() + ".");
    return json{{"file", out_.string()},
                {"checkpoint", exported->checkpoint.string()},
                {"tensors", exported->tensors},
                {"values", exported->values}};
  }

  Result<json> import_file(VerbContext& context) {
    import_.from = file_;
    import_.out = out_;
    const auto imported = import_weights(import_, context.dry_run);
    if (!imported) return imported.error();
    context.out.text((context.dry_run ? "Would write " : "Wrote ") + imported->checkpoint.string() +
                     ": " + imported->network + ", " + std::to_string(imported->parameters) +
                     " parameters" +
                     (imported->has_average ? ", with their moving average." : "."));
    return json{{"checkpoint", imported->checkpoint.string()},
                {"network", imported->network},
                {"parameters", imported->parameters},
                {"has_average", imported->has_average},
                {"model", imported->config}};
  }

  std::string action_;
  std::filesystem::path file_, out_, out_option_;
  WeightsExportOptions export_;
  WeightsImportOptions import_;
};

}  // namespace

std::unique_ptr<Verb> make_weights_verb() {
  return std::make_unique<WeightsVerb>();
}

}  // namespace transpine
