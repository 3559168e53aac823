// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <map>

#include "core/training/process_place.h"
#include "tests/training/child_training.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Environment fixed(const std::map<std::string, std::string>& variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

TEST(ProcessPlaceTest, IsAbsentForASingleProcess) {
  EXPECT_FALSE(value_or_throw(process_place(fixed({}))));
  EXPECT_FALSE(value_or_throw(process_place(fixed({{"WORLD_SIZE", "1"}, {"RANK", "0"}}))));
  // A batch script, which srun did not start.
  EXPECT_FALSE(
      value_or_throw(process_place(fixed({{"SLURM_NTASKS", "4"}, {"SLURM_PROCID", "0"}}))));
}

TEST(ProcessPlaceTest, ReadsTheVariablesOfTorchrun) {
  const auto place =
      value_or_throw(process_place(fixed({{"WORLD_SIZE", "8"},
                                          {"RANK", "5"},
                                          {"LOCAL_RANK", "1"},
                                          {"MASTER_ADDR", "10.0.0.3"},
                                          {"MASTER_PORT", "4711"},
                                          {"TORCHELASTIC_USE_AGENT_STORE", "True"}})));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->rank, 5);
  EXPECT_EQ(place->count, 8);
  EXPECT_EQ(place->local_rank, 1);
  EXPECT_EQ(place->host, "10.0.0.3");
  EXPECT_EQ(place->port, 4711);
  EXPECT_TRUE(place->host_has_store);
}

TEST(ProcessPlaceTest, ReadsTheVariablesOfSlurm) {
  std::map<std::string, std::string> variables{
      {"SLURM_STEP_ID", "0"},      {"SLURM_NTASKS", "4"},
      {"SLURM_PROCID", "3"},       {"SLURM_LOCALID", "1"},
      {"SLURM_JOB_ID", "1234567"}, {"SLURM_JOB_NODELIST", "gpu[03-05,9],login"}};
  const auto place = value_or_throw(process_place(fixed(variables)));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->rank, 3);
  EXPECT_EQ(place->count, 4);
  EXPECT_EQ(place->local_rank, 1);
  EXPECT_EQ(place->host, "gpu03");
  EXPECT_EQ(place->port, 20000 + 4567);
  variables["MASTER_PORT"] = "99";
  variables["MASTER_ADDR"] = "head";
  const auto told = value_or_throw(process_place(fixed(variables)));
  EXPECT_EQ(told->host, "head");
  EXPECT_EQ(told->port, 99);
}

TEST(ProcessPlaceTest, NamesTheVariableThatIsWrong) {
  const auto title = [](const std::map<std::string, std::string>& variables) {
    return process_place(fixed(variables)).error().title;
  };
  EXPECT_THAT(title({{"RANK", "1"}}), HasSubstr("WORLD_SIZE is not set"));
  EXPECT_THAT(title({{"WORLD_SIZE", "2"}, {"RANK", "2"}}), HasSubstr("RANK is \"2\""));
  EXPECT_THAT(title({{"WORLD_SIZE", "2"}, {"RANK", "1"}}), HasSubstr("MASTER_PORT is not set"));
  EXPECT_THAT(title({{"WORLD_SIZE", "two"}, {"RANK", "1"}}), HasSubstr("\"two\""));
}

TEST(ProcessPlaceTest, FindsTheFirstHost) {
  EXPECT_EQ(first_host("node7"), "node7");
  EXPECT_EQ(first_host("a,b"), "a");
  EXPECT_EQ(first_host("node[12,14-20]"), "node12");
  EXPECT_EQ(first_host("rack[1-2]-gpu,b"), "rack1-gpu");
}

/// A port that nobody uses at the moment.
int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0) return 0;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(listener);
  return ntohs(address.sin_port);
}

class Processes : public testing::TinyTraining {
 protected:
  Processes() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 5}, {"val", 1}}, 36, 34);
  }

  std::unique_ptr<testing::ChildTraining> child(const TrainOptions& options, int rank,
                                                const nlohmann::json& orders = {}) {
    return std::make_unique<testing::ChildTraining>(
        options, orders.is_null() ? nlohmann::json::object() : orders,
        testing::ChildTraining::Environment{{"WORLD_SIZE", "2"},
                                            {"RANK", std::to_string(rank)},
                                            {"MASTER_ADDR", "127.0.0.1"},
                                            {"MASTER_PORT", std::to_string(port_)}});
  }

  static bool cannot(const std::string& messages) {
    return messages.find("This build cannot train over several processes") != std::string::npos;
  }

  int port_ = free_port();
};

TEST_F(Processes, TwoLearnAsOneWithTheWholeBatch) {
  for (const std::string model : {"ddim", "pix2pix-sa-unet"}) {
    TrainOptions options = model == "ddim" ? tiny_diffusion("one") : small_train_options(model);
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / (model + "-one");
    options.channels = 8;
    options.discriminator_channels = model == "ddim" ? 64 : 8;
    options.multipliers = {1, 2};
    options.patch_size = 16;
    options.batch_size = 4;
    options.steps = 6;
    options.validate_every = 3;
    options.validation_slices = 1;
    options.device = "cpu";
    options.gradient_clip = 0.5;
    ASSERT_TRUE(run(options));
    options.run_folder = folder_ / (model + "-two");
    port_ = free_port();
    const auto second = child(options, 1);
    const auto first = child(options, 0);
    const int code = first->wait();
    const int other_code = second->wait();
    if (cannot(first->messages())) GTEST_SKIP() << first->messages();
    ASSERT_EQ(code, 0) << first->messages();
    ASSERT_EQ(other_code, 0) << second->messages();
    const auto one = metrics(model + "-one"), two = metrics(model + "-two");
    ASSERT_EQ(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      for (const char* key : {"loss", "gradient_norm", "val_psnr_db"}) {
        if (!one[i].contains(key)) continue;
        const double expected = one[i].at(key);
        EXPECT_NEAR(two[i].at(key).get<double>(), expected, 1e-3 * std::abs(expected))
            << model << ", " << key << " of line " << i;
      }
    }
  }
}

TEST_F(Processes, WhenOneDiesTheOtherEndsWithAMessage) {
  TrainOptions options = tiny_diffusion("run");
  options.steps = 100000;
  options.checkpoint_every = 100000;
  const auto second = child(options, 1, {{"die_at_step", 5}});
  const auto first = child(options, 0);
  EXPECT_EQ(second->wait(), -SIGKILL) << second->messages();
  EXPECT_EQ(first->wait(), 1);
  if (cannot(first->messages())) GTEST_SKIP() << first->messages();
  EXPECT_THAT(first->messages(), HasSubstr("another process of the training has ended"));
  // What was learnt is kept.
  EXPECT_THAT(first->messages(), HasSubstr(".safetensors holds all those steps"));
}

}  // namespace
}  // namespace transpine
