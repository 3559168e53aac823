// SPDX-License-Identifier: Apache-2.0
#include "core/nn/model_file.h"

namespace transpine {

std::string ModelFile::family() const {
  if (!config.is_object() || !config.contains("family")) return "diffusion";
  const nlohmann::json& family = config.at("family");
  return family.is_string() ? family.get<std::string>() : family.dump();
}

Error wrong_model_config(const std::filesystem::path& checkpoint, const std::string& why) {
  return {checkpoint.string() + " describes its network wrongly: " + why + ".",
          "The file is damaged, or a newer version wrote it."};
}

Result<ModelFile> open_model_file(const std::filesystem::path& checkpoint) {
  auto file = SafetensorsFile::open(checkpoint);
  if (!file) return file.error();
  if (auto sound = file->check_content(); !sound) return sound.error();
  const auto text = file->metadata().find(model_config_key);
  if (text == file->metadata().end()) {
    return Error{checkpoint.string() + " does not say which network its weights belong to.",
                 "Choose a checkpoint that was written by transpine train, or make one of it with "
                 "transpine weights import."};
  }
  auto config = nlohmann::json::parse(text->second, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) return wrong_model_config(checkpoint, "it is not a JSON object");
  return ModelFile{std::move(*file), std::move(config)};
}

}  // namespace transpine
