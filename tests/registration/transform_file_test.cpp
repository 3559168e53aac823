// SPDX-License-Identifier: Apache-2.0
#include "core/registration/transform_file.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/registration/transform_direction.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::RigidNear;
using testing::TemporaryFolder;

TEST(TransformFile, SurvivesToTheLastBits) {
  TemporaryFolder folder;
  RandomStream random(21, "transforms");
  for (int round = 0; round < 50; ++round) {
    const Rigid3 written = Rigid3::about(
        {random.normal(0, 50), random.normal(0, 50), random.normal(0, 50)},
        {random.normal(), random.normal(), random.normal()}, random.uniform(-180, 180));
    for (const std::string name : {"s_ct-from-mr.tfm", "s.mat", "s_ras.mat", "s.h5"}) {
      ASSERT_TRUE(write_transform(folder / name, written));
      const auto read = read_transform(folder / name);
      ASSERT_TRUE(read.ok()) << read.error().message();
      EXPECT_THAT(*read, RigidNear(written, 1e-6, 1e-9));
    }
  }
}

/// A shift to the left, back and up is one to -x, -y and +z in RAS (c3d_affine_tool's frame).
TEST(TransformFile, RasMatricesAreThoseOfC3d) {
  TemporaryFolder folder;
  ASSERT_TRUE(
      write_transform(folder / "s_ras.mat", Rigid3(Eigen::Quaterniond::Identity(), {1, 2, 3})));
  EXPECT_EQ(value_or_throw(read_text(folder / "s_ras.mat")),
            "1 0 0 -1\n0 1 0 -2\n0 0 1 3\n0 0 0 1\n");
  EXPECT_FALSE(is_ras_matrix_name("s.mat"));
  EXPECT_TRUE(is_ras_matrix_name("sub-1_ct-from-mr.ras.mat"));
}

TEST(TransformDirection, IsInTheNameAndHeeded) {
  TemporaryFolder folder;
  const Rigid3 ct_from_mr = Rigid3::about({10, 20, 30}, {0, 1, 1}, 30, {1, 2, 3});
  for (const std::string name :
       {"s_ct-from-mr.tfm", "s_mr-from-ct.tfm", "s_mr_from_ct_ras.mat", "s_mr-from-ct.h5"}) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(write_ct_from_mr(folder / name, ct_from_mr));
    std::vector<std::string> notes;
    const auto read = read_ct_from_mr(folder / name, &notes);
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_THAT(*read, RigidNear(ct_from_mr, 1e-6, 1e-9));
    const bool inverse =
        name.find("mr-from") != std::string::npos || name.find("mr_from") != std::string::npos;
    EXPECT_EQ(notes.size(), inverse ? 1u : 0u);
    EXPECT_THAT(value_or_throw(read_transform(folder / name)),
                RigidNear(inverse ? ct_from_mr.inverse() : ct_from_mr, 1e-6, 1e-9));
  }
  ASSERT_TRUE(write_transform(folder / "somehow.tfm", ct_from_mr));
  std::vector<std::string> notes;
  ASSERT_TRUE(read_ct_from_mr(folder / "somehow.tfm", &notes).ok());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("does not say its direction"), std::string::npos);
}

TEST(TransformFile, ADamagedHdf5FileIsAnError) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_transform(folder / "t.h5", Rigid3()));
  const std::string whole = value_or_throw(read_text(folder / "t.h5"));
  ASSERT_TRUE(write_text_atomically(folder / "part.h5", whole.substr(0, whole.size() / 2)));
  const auto read = read_transform(folder / "part.h5");
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().title.find("part.h5"), std::string::npos);
}

Result<Rigid3> read_itk(const TemporaryFolder& folder, const std::string& body) {
  const std::string text = "#Insight Transform File V1.0\n#Transform 0\n" + body + "\n";
  EXPECT_TRUE(write_text_atomically(folder / "t.tfm", text));
  return read_transform(folder / "t.tfm");
}

TEST(TransformFile, ReadsItkRigidKinds) {
  TemporaryFolder folder;
  const Rigid3 quarter = Rigid3::about({10, 20, 30}, {0, 0, 1}, 90, {1, 2, 3});
  const auto versor = read_itk(folder,
                               "Transform: VersorRigid3DTransform_double_3_3\n"
                               "Parameters: 0 0 0.7071067811865476 1 2 3\n"
                               "FixedParameters: 10 20 30");
  const auto euler = read_itk(folder,
                              "Transform: Euler3DTransform_double_3_3\n"
                              "Parameters: 0 0 1.5707963267948966 1 2 3\n"
                              "FixedParameters: 10 20 30 0");
  const auto affine = read_itk(folder,
                               "Transform: AffineTransform_double_3_3\n"
                               "Parameters: 0 -1 0 1 0 0 0 0 1 1 2 3\n"
                               "FixedParameters: 10 20 30");
  for (const auto& read : {versor, euler, affine}) {
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_THAT(*read, RigidNear(quarter, 1e-6, 1e-9));
  }
}

TEST(TransformFile, RefusesWhatIsNotRigid) {
  TemporaryFolder folder;
  const std::string rigid =
      "Transform: AffineTransform_double_3_3\nParameters: 1 0 0 0 1 0 0 0 1 0 0 0\n"
      "FixedParameters: 0 0 0\n";
  EXPECT_TRUE(read_itk(folder, rigid).ok());
  EXPECT_FALSE(read_itk(folder, rigid + rigid).ok());
  for (const std::string body :
       {"Transform: AffineTransform_double_3_3\nParameters: 2 0 0 0 1 0 0 0 1 0 0 0",
        "Transform: AffineTransform_double_3_3\nParameters: -1 0 0 0 1 0 0 0 1 0 0 0",
        "Transform: AffineTransform_double_3_3\nParameters: 1 0 0",
        "Transform: BSplineTransform_double_3_3\nParameters: 1 0 0", ""}) {
    const auto read = read_itk(folder, body);
    ASSERT_FALSE(read.ok()) << body;
    EXPECT_NE(read.error().title.find("t.tfm"), std::string::npos);
  }
  ASSERT_TRUE(write_text_atomically(folder / "m.mat", "1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 1 1\n"));
  EXPECT_FALSE(read_transform(folder / "m.mat").ok());
  EXPECT_FALSE(read_transform(folder / "missing.tfm").ok());
}

}  // namespace
}  // namespace transpine
