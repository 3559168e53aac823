// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"

namespace transpine::testing {

/// Writes a training set whose CT is a simple function of its MR: `counts` slices per split, or
/// with a depth volumes, whose discs become smaller from slice to slice. With a texture (0 to 1) no
/// two places look alike, as a contrastive loss needs it.
inline void write_toy_training_set(const std::filesystem::path& folder,
                                   const std::vector<std::pair<std::string, int>>& counts,
                                   int height, int width, int depth = 0, double texture = 0) {
  std::vector<std::vector<float>> images;
  std::vector<SafetensorsEntry> entries;
  nlohmann::json slices = nlohmann::json::array();
  int number = 0;
  for (const auto& [split, count] : counts) {
    for (int k = 0; k < count; ++k, ++number) {
      std::vector<float> mr, ct;
      const int plane = height * width;
      for (int i = 0; i < std::max(1, depth) * plane; ++i) {
        const double y = i % plane / width - height / 2.0;
        const double x = i % width - width / 2.0 + number;
        const double radius = height / 4.0 - 0.1 * (i / plane);
        const double smooth = 1 / (1 + std::exp(std::hypot(x, y) - radius));
        const double waves = 0.5 + 0.25 * (std::sin(0.7 * x + 0.11 * y * y) + std::sin(0.9 * y));
        const double disc = smooth + texture * (waves - smooth);
        mr.push_back(static_cast<float>((0.8 - 0.03 * number) * disc));
        ct.push_back(static_cast<float>(1 - 2 * disc));
      }
      images.push_back(std::move(mr));
      images.push_back(std::move(ct));
      const std::string id = std::to_string(number);
      slices.push_back({{"subject", "s" + id},
                        {"split", split},
                        {"shard", "shard-000.safetensors"},
                        {"mr", "mr" + id},
                        {"ct", "ct" + id},
                        {"depth", depth},
                        {"height", height},
                        {"width", width},
                        {"slice_index", k}});
    }
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    entries.push_back({(i % 2 ? "ct" : "mr") + std::to_string(i / 2), "F32",
                       depth > 0 ? std::vector<std::int64_t>{depth, height, width}
                                 : std::vector<std::int64_t>{height, width},
                       std::as_bytes(std::span(images[i]))});
  }
  const nlohmann::json index{
      {"format_version", depth > 0 ? 2 : 1}, {"spacing_mm", 1.0}, {"slices", slices}};
  if (!write_safetensors(folder / "shard-000.safetensors", entries) ||
      !write_text_atomically(folder / "index.json", index.dump())) {
    throw std::runtime_error("the toy training set could not be written");
  }
}

/// The same for segmenters: CTs of discs in discs with three classes.
inline void write_toy_ct_set(const std::filesystem::path& folder,
                             const std::vector<std::pair<std::string, int>>& counts, int height,
                             int width, int depth) {
  std::vector<std::vector<float>> cts;
  std::vector<std::vector<std::uint8_t>> classes;
  nlohmann::json volumes = nlohmann::json::array();
  for (const auto& [split, count] : counts) {
    for (int k = 0; k < count; ++k) {
      const std::string id = std::to_string(cts.size());
      std::vector<float>& ct = cts.emplace_back();
      std::vector<std::uint8_t>& parts = classes.emplace_back();
      for (int i = 0; i < depth * height * width; ++i) {
        const double y = i / width % height - height / 2.0;
        const double x = i % width - width / 2.0 + static_cast<double>(cts.size());
        const double radius = std::hypot(x, y);
        const std::uint8_t part = radius < height / 8.0 ? 2 : radius < height / 4.0 ? 1 : 0;
        parts.push_back(part);
        ct.push_back(part == 2 ? 0.8F : part == 1 ? 0.3F : -0.2F);
      }
      volumes.push_back({{"subject", "s" + id},
                         {"split", split},
                         {"shard", "shard-000.safetensors"},
                         {"mr", ""},
                         {"ct", "ct" + id},
                         {"mask", "mask" + id},
                         {"depth", depth},
                         {"height", height},
                         {"width", width}});
    }
  }
  std::vector<SafetensorsEntry> entries;
  for (std::size_t i = 0; i < cts.size(); ++i) {
    const std::vector<std::int64_t> shape{depth, height, width};
    const std::string id = std::to_string(i);
    entries.push_back({"ct" + id, "F32", shape, std::as_bytes(std::span(cts[i]))});
    entries.push_back({"mask" + id, "U8", shape, std::as_bytes(std::span(classes[i]))});
  }
  const nlohmann::json index{{"format_version", 3},
                             {"spacing_mm", 1.0},
                             {"classes", {"background", "ring", "core"}},
                             {"slices", volumes}};
  if (!write_safetensors(folder / "shard-000.safetensors", entries) ||
      !write_text_atomically(folder / "index.json", index.dump())) {
    throw std::runtime_error("the toy training set could not be written");
  }
}

}  // namespace transpine::testing
