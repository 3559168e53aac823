// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dicom_slice.h"

#include <itkGDCMImageIO.h>
#include <itkImage.h>
#include <itkImageFileWriter.h>
#include <itkMetaDataObject.h>

#include <algorithm>

namespace transpine::testing {

void write_dicom_slice(const std::string& path, const DicomSlice& slice) {
  using Image = itk::Image<std::int16_t, 3>;
  auto image = Image::New();
  image->SetRegions(Image::SizeType{{static_cast<itk::SizeValueType>(slice.columns),
                                     static_cast<itk::SizeValueType>(slice.rows), 1}});
  image->Allocate();
  std::copy_n(slice.values, slice.columns * slice.rows, image->GetBufferPointer());
  Image::DirectionType direction;
  for (unsigned i = 0; i < 9; ++i) direction(i / 3, i % 3) = slice.direction[i];
  image->SetOrigin(slice.origin_mm);
  image->SetSpacing(slice.spacing_mm);
  image->SetDirection(direction);
  auto& tags = image->GetMetaDataDictionary();
  const std::string uid = "1.2.826.0.1.3680043.10.1.";
  const std::pair<const char*, std::string> entries[] = {
      {"0008|0016", "1.2.840.10008.5.1.4.1.1.4"},
      {"0008|0060", "MR"},
      {"0008|103e", slice.description},
      {"0018|0050", std::to_string(slice.spacing_mm[2])},
      {"0010|0010", "Phantom^Spine"},
      {"0010|0020", slice.patient_id},
      {"0020|000d", uid + "1"},
      {"0020|000e", uid + "2"},
      {"0020|0011", "3"},
      {"0020|0013", std::to_string(slice.number)}};
  for (const auto& [tag, value] : entries) itk::EncapsulateMetaData<std::string>(tags, tag, value);
  auto io = itk::GDCMImageIO::New();
  io->KeepOriginalUIDOn();
  auto writer = itk::ImageFileWriter<Image>::New();
  writer->SetImageIO(io);
  writer->SetFileName(path);
  writer->SetInput(image);
  writer->Update();
}

}  // namespace transpine::testing
