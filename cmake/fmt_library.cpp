// fmt 9 as a library of one file, since Debian has it as a shared library and as headers only. With
// the headers alone each source that formats anything would compile all of fmt again, at three
// seconds apiece. fmt 9 declares these templates and leaves their instantiation to its library.
#include <fmt/format-inl.h>

#include <locale>

FMT_BEGIN_NAMESPACE
namespace detail {

template locale_ref::locale_ref(const std::locale&);
template std::locale locale_ref::get<std::locale>() const;
template thousands_sep_result<char> thousands_sep_impl<char>(locale_ref);
template thousands_sep_result<wchar_t> thousands_sep_impl<wchar_t>(locale_ref);
template char decimal_point_impl<char>(locale_ref);
template wchar_t decimal_point_impl<wchar_t>(locale_ref);

}  // namespace detail
FMT_END_NAMESPACE
