// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_file.h"

#include <gdcmTrace.h>
#include <itkGDCMImageIO.h>
#include <itkMetaDataObject.h>

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/image/dicom_structure.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::string tag(itk::GDCMImageIO& io, const char* key) {
  std::string value;
  itk::ExposeMetaData<std::string>(io.GetMetaDataDictionary(), key, value);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return value;
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? std::string() : text.substr(begin);
}

double number(const std::string& text) {
  try {
    return text.empty() ? 0 : std::stod(text);
  } catch (const std::exception&) {
    return 0;
  }
}

std::string type_name(itk::ImageIOBase::IOComponentType type) {
  using Component = itk::ImageIOBase;
  switch (type) {
    case Component::UCHAR:
      return "uint8";
    case Component::CHAR:
      return "int8";
    case Component::USHORT:
      return "uint16";
    case Component::SHORT:
      return "int16";
    case Component::UINT:
      return "uint32";
    case Component::INT:
      return "int32";
    case Component::FLOAT:
      return "float32";
    case Component::DOUBLE:
      return "float64";
    default:
      return {};
  }
}

Error unreadable(const fs::path& path, const std::string& why) {
  return {path.string() + " could not be read as a DICOM image (" + why + ").",
          "The file may be damaged or of an unsupported kind: export it again."};
}

itk::GDCMImageIO::Pointer opened(const fs::path& path) {
  // GDCM writes its opinions to the standard streams, which belong to --json here.
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  gdcm::Trace::DebugOff();
  auto io = itk::GDCMImageIO::New();
  io->SetFileName(path.string());
  io->LoadPrivateTagsOff();
  io->ReadImageInformation();
  return io;
}

}  // namespace

Result<DicomFile> read_dicom_header(const fs::path& path) {
  try {
    auto bytes = read_text(path);
    if (!bytes) return bytes.error();
    if (const auto damage = dicom_damage(*bytes)) return unreadable(path, *damage);
    const auto io = opened(path);
    DicomFile file;
    file.path = path;
    file.series_uid = tag(*io, "0020|000e");
    file.description = tag(*io, "0008|103e");
    file.modality = tag(*io, "0008|0060");
    file.patient_id = tag(*io, "0010|0020");
    file.patient_name = tag(*io, "0010|0010");
    file.study_description = tag(*io, "0008|1030");
    file.study_date = tag(*io, "0008|0020");
    file.series_number = trimmed(tag(*io, "0020|0011"));
    file.thickness_mm = number(tag(*io, "0018|0050"));
    // Enhanced (multi-frame) files keep the position in a nested element and so have no such tag.
    file.has_position = !tag(*io, "0020|0032").empty();
    file.components = io->GetNumberOfComponents();
    file.type = type_name(io->GetComponentType());
    const unsigned rank = std::min(io->GetNumberOfDimensions(), 3u);
    for (unsigned axis = 0; axis < rank; ++axis) {
      file.size[axis] = static_cast<std::int64_t>(io->GetDimensions(axis));
      file.spacing_mm[axis] = io->GetSpacing(axis);
      file.origin_mm[axis] = io->GetOrigin(axis);
      const auto direction = io->GetDirection(axis);
      for (unsigned row = 0; row < rank; ++row) file.direction[3 * row + axis] = direction[row];
    }
    if (file.type.empty()) return unreadable(path, "unknown pixel type");
    if (file.size[0] < 1 || file.size[1] < 1 || file.size[2] < 1) {
      return unreadable(path, "no pixels");
    }
    return file;
  } catch (const itk::ExceptionObject&) {
    return unreadable(path, "it has no complete image");
  } catch (const std::exception& exception) {
    return unreadable(path, exception.what());
  }
}

Result<void> read_dicom_pixels(const fs::path& path, std::byte* to, std::size_t bytes) {
  try {
    const auto io = opened(path);
    if (static_cast<std::size_t>(io->GetImageSizeInBytes()) != bytes) {
      return unreadable(path, "its size changed while it was read");
    }
    io->Read(to);
    return {};
  } catch (const itk::ExceptionObject&) {
    return unreadable(path, "its pixels are missing or cut off");
  } catch (const std::exception& exception) {
    return unreadable(path, exception.what());
  }
}

}  // namespace transpine
