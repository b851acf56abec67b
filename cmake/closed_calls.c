/* What libraries in a static program must not call; the linker's --wrap leads their calls here. Name
   services and dlopen would need the very shared libraries of the glibc that the program was linked
   with, and the linker warns of each. preflight has no library look up a name or load another one. */
#include <netdb.h>
#include <stddef.h>

int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found);
int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found) {
  (void)node, (void)service, (void)hints, (void)found;
  return EAI_FAIL;
}

struct hostent *__wrap_gethostbyname(const char *name);
struct hostent *__wrap_gethostbyname(const char *name) {
  (void)name;
  return NULL;
}

void *__wrap_dlopen(const char *file, int mode);
void *__wrap_dlopen(const char *file, int mode) {
  (void)file, (void)mode;
  return NULL;
}

/* OpenSSL's question what the processor can do runs before main() otherwise. On a virtual machine it
   takes a tenth of the time of a whole run. Whoever uses OpenSSL calls the real one. */
void __wrap_OPENSSL_cpuid_setup(void);
void __wrap_OPENSSL_cpuid_setup(void) {}
