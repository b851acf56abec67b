#include "checks/url/certificate_linux.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

namespace preflight::url {

namespace {

constexpr std::size_t longest_shown = 200;
constexpr int most_names = 5;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Paper = std::unique_ptr<BIO, FreeBio>;

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string written(BIO* paper) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(paper, &text);
  return size > 0 ? std::string(text, std::min(static_cast<std::size_t>(size), longest_shown)) : "";
}

std::string name_of(const X509_NAME* name) {
  const Paper paper(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(paper.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  return written(paper.get());
}

std::string time_of(const ASN1_TIME* time) {
  const Paper paper(BIO_new(BIO_s_mem()));
  ASN1_TIME_print_ex(paper.get(), time, ASN1_DTFLGS_ISO8601);
  return written(paper.get());
}

std::string text_of(const GENERAL_NAME& name) {
  int type = 0;
  const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(&name, &type));
  if (type != GEN_DNS && type != GEN_IPADD) return {};
  const auto* data = ASN1_STRING_get0_data(value);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
  if (type == GEN_DNS) return {reinterpret_cast<const char*>(data), std::min(size, longest_shown)};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (size != 4 && size != 16) return {};
  return inet_ntop(size == 4 ? AF_INET : AF_INET6, data, text.data(), text.size());
}

std::string names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::string list;
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < std::min(count, most_names); ++i)
    if (const auto text = text_of(*sk_GENERAL_NAME_value(names.get(), i)); !text.empty())
      list += (list.empty() ? "" : ", ") + text;
  return count > most_names ? list + ", ..." : list;
}

}  // namespace

Certificate certificate_of(long error) {
  switch (error) {
    case X509_V_OK:
      return Certificate::good;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Certificate::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Certificate::not_yet_valid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return Certificate::self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Certificate::unknown_authority;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Certificate::wrong_name;
    case X509_V_ERR_CERT_REVOKED:
      return Certificate::revoked;
    default:
      return Certificate::other;
  }
}

std::string described(X509* certificate) {
  const auto names = names_of(certificate);
  return fmt::format(
      "{}, issued by {}{}{}, good from {} to {}", name_of(X509_get_subject_name(certificate)),
      name_of(X509_get_issuer_name(certificate)), names.empty() ? "" : ", for ", names,
      time_of(X509_get0_notBefore(certificate)), time_of(X509_get0_notAfter(certificate)));
}

}  // namespace preflight::url
