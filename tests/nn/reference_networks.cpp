// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/reference_networks.h"

#include <torch/torch.h>

#include <regex>
#include <stdexcept>

#include "core/nn/networks/antialias.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/networks/ncsnpp.h"
#include "core/nn/networks/pix2pix_unet.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/skip_unet.h"
#include "core/nn/networks/time_discriminator.h"
#include "core/nn/networks/unet3d.h"
#include "core/nn/sa_unet.h"

namespace transpine::testing {
namespace {

using Inputs = std::vector<torch::Tensor>;

std::vector<std::int64_t> integers_in(const std::string& text) {
  std::vector<std::int64_t> numbers;
  const std::regex number("\\d+");
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
    numbers.push_back(std::stoll(it->str()));
  }
  return numbers;
}

/// The constructor's text, with access to its arguments.
struct Text {
  std::string text;

  bool starts(const std::string& start) const { return text.rfind(start, 0) == 0; }
  bool has(const std::string& part) const { return text.find(part) != std::string::npos; }
  /// The first number after `name` and any of " =:[(".
  std::int64_t number(const std::string& name, std::int64_t otherwise) const {
    std::smatch match;
    if (!std::regex_search(text, match, std::regex(name + "[\\s=:\\[(]*(\\d+)"))) return otherwise;
    return std::stoll(match[1]);
  }
  /// The numbers in the text that `pattern`'s first group matches.
  std::vector<std::int64_t> numbers(const std::string& pattern,
                                    std::vector<std::int64_t> otherwise) const {
    std::smatch match;
    if (!std::regex_search(text, match, std::regex(pattern))) return otherwise;
    return integers_in(match[1]);
  }
  std::vector<std::int64_t> all() const { return integers_in(text); }
};

template <class Holder>
ReferenceBuild of_one_input(Holder net) {
  return {net.ptr(), [net](const Inputs& in) mutable { return net(in[0]); }};
}

template <class Holder>
ReferenceBuild of_two_inputs(Holder net) {
  return {net.ptr(), [net](const Inputs& in) mutable { return net(in[0], in[1]); }};
}

template <class Holder>
ReferenceBuild of_three_inputs(Holder net) {
  return {net.ptr(), [net](const Inputs& in) mutable { return net(in[0], in[1], in[2]); }};
}

template <class Holder>
ReferenceBuild with_features(Holder net) {
  ReferenceBuild built = of_one_input(net);
  built.features = [net](const torch::Tensor& x, const std::set<std::size_t>& layers) mutable {
    return net->features(x, layers);
  };
  return built;
}

/// Blurs are named as within a list.
template <class Holder>
ReferenceBuild listed(Holder layer) {
  torch::nn::Sequential list(layer);
  return {list.ptr(), [list](const Inputs& in) mutable { return list->forward(in[0]); }};
}

ReferenceBuild of_function(torch::Tensor (*function)(const torch::Tensor&)) {
  return {std::make_shared<torch::nn::Module>(),
          [function](const Inputs& in) { return function(in[0]); }};
}

ReferenceBuild sa_unet(const Text& text) {
  SaUnetOptions options;
  options.channels = text.all().at(0);
  options.condition_channels = text.number("conditional_dimensions", 1);
  options.multipliers = text.numbers("dim_mults=\\(([^)]*)\\)", options.multipliers);
  options.learned_variance = text.has("learned_variance=True");
  return of_two_inputs(SaUnet(options));
}

ReferenceBuild unet3d(const Text& text) {
  Unet3dOptions options;
  options.channels = text.all().at(0);
  options.condition_channels = text.number("conditional_dimensions", 1);
  Unet3d net(options);
  return {net.ptr(), [net](const Inputs& in) mutable {
            return in.size() > 1 ? net(in[0], in[1]) : net(in[0], torch::Tensor());
          }};
}

ReferenceBuild paper_generator(const Text& text) {
  ResnetGeneratorOptions options;
  options.channels = text.number("net_G_channel", 0);
  options.blocks = static_cast<int>(text.number("net_G_depth", 0));
  options.downsamplings = static_cast<int>(text.number("net_G_downsampling", 0));
  options.dropout_layer = true;
  return with_features(ResnetGenerator(options));
}

ReferenceBuild paper_unet(const Text& text) {
  Pix2PixUnetOptions options;
  options.channels = text.number("net_G_channel", 0);
  options.levels = static_cast<int>(text.number("net_G_depth", 0)) / 2;
  return with_features(Pix2PixUnet(options));
}

ReferenceBuild paper_discriminator(const Text& text, int dimensions) {
  MeanDiscriminatorOptions options;
  options.dimensions = dimensions;
  options.in_channels = text.all().at(0);
  options.depth = static_cast<int>(text.number("depth=", dimensions == 3 ? 4 : 3));
  options.channels = text.number("channels=", 64);
  if (dimensions == 3) options.classes = text.number("num_classes=", 2);
  return of_one_input(MeanDiscriminator(options));
}

ReferenceBuild original_generator(const Text& text) {
  if (text.starts("generator_resnet")) {
    ResnetGeneratorOptions options;
    options.blocks = static_cast<int>(text.number("resnet_", 9));
    return of_one_input(ResnetGenerator(options));
  }
  const auto numbers = text.all();
  if (text.has("unet_256")) {
    SkipUnetOptions options;
    options.in_channels = numbers.at(0);
    options.out_channels = numbers.at(1);
    options.channels = numbers.at(2);
    options.norm = text.has("norm='batch'") ? NormKind::batch : NormKind::instance;
    options.dropout = text.has("use_dropout=True") ? 0.5 : 0;
    return of_one_input(SkipUnet(options));
  }
  ResnetGeneratorOptions options;
  options.in_channels = numbers.at(0);
  options.out_channels = numbers.at(1);
  options.channels = numbers.at(2);
  options.blocks = static_cast<int>(text.number("resnet_", 9));
  options.antialias = !text.has("no_antialias=True");
  return with_features(ResnetGenerator(options));
}

ReferenceBuild original_discriminator(const Text& text) {
  PatchGanOptions options;
  if (text.starts("generator_resnet")) {
    options.in_channels = 1;
    return of_one_input(PatchGan(options));
  }
  options.in_channels = text.all().at(0);
  options.channels = text.all().at(1);
  options.norm = text.has("norm='batch'") ? NormKind::batch : NormKind::instance;
  options.antialias = !text.has("no_antialias=True");
  return of_one_input(PatchGan(options));
}

ReferenceBuild ncsnpp(const Text& text) {
  NcsnppOptions options;
  options.image_size = text.number("image_size", 256);
  options.channels = text.number("num_channels_dae", 64);
  options.multipliers = text.numbers("ch_mult[=\\s\\[]*([\\d,\\s]+)", options.multipliers);
  options.blocks = static_cast<int>(text.number("num_res_blocks", 2));
  options.latent_size = text.number("nz", 100);
  options.latent_width = text.number("z_emb_dim", 256);
  options.tanh = !text.has("not_use_tanh=True");
  return of_three_inputs(Ncsnpp(options));
}

ReferenceBuild time_discriminator(const Text& text) {
  TimeDiscriminatorOptions options;
  options.large = text.starts("Discriminator_large");
  options.channels = text.number("'?ngf'?", 64);
  options.time_width = text.number("'?t_emb_dim'?", 256);
  return of_three_inputs(TimeDiscriminator(options));
}

}  // namespace

ReferenceBuild build_reference(const std::string& file, const std::string& constructor) {
  const Text text{constructor};
  const auto numbers = text.all();
  if (text.starts("Unet("))
    return file.find("3d") == std::string::npos ? sa_unet(text) : unet3d(text);
  if (text.starts("ResnetBlock(")) {
    return of_two_inputs(ResidualBlock(numbers.at(0), numbers.at(1), numbers.at(2)));
  }
  if (text.starts("SinusoidalPosEmb(")) {
    return {std::make_shared<torch::nn::Module>(),
            [numbers](const Inputs& in) { return sinusoidal_embedding(in[0], numbers.at(0)); }};
  }
  if (text.starts("Residual(PreNorm(")) {
    const auto kind = text.has("LinearAttention") ? AttentionKind::linear : AttentionKind::full;
    return of_one_input(AttentionBlock(kind, numbers.at(0), AttentionOptions{}));
  }
  if (text.starts("UNet(")) return paper_unet(text);
  if (text.starts("Generator(")) return paper_generator(text);
  if (text.starts("Discriminator(")) return paper_discriminator(text, 2);
  if (text.starts("ClassPatchDiscriminator3D(")) {
    return paper_discriminator({std::regex_replace(constructor, std::regex("3D"), "")}, 3);
  }
  if (text.has("define_G(")) return original_generator(text);
  if (text.has("define_D(")) return original_discriminator(text);
  if (text.starts("Downsample(")) return listed(BlurDown(numbers.at(0)));
  if (text.starts("Upsample(")) return listed(BlurUp(numbers.at(0)));
  if (text.starts("NCSNpp")) return ncsnpp(text);
  if (text.starts("Discriminator_")) return time_discriminator(text);
  if (text.starts("downsample_2d")) return of_function(fir_down);
  if (text.starts("upsample_2d")) return of_function(fir_up);
  throw std::invalid_argument("no network of that name: " + constructor);
}

}  // namespace transpine::testing
