/*
 * Verifies signed messages with libcrypto, as `openssl cms -verify -cades` does but in one process and from memory:
 * the signature, the certificate under the root, the ESS signing certificate. Prints microseconds of processor time
 * a message, once for each line on standard input.
 *
 * usage: libcrypto-cms SECONDS-SINCE-1970 ROUNDS ROOT.der MESSAGE.der...
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct octets {
  unsigned char *data;
  long length;
};

static struct octets read_file(const char *name) {
  struct octets all;
  FILE *file = fopen(name, "rb");
  if (file == NULL) exit(66);
  fseek(file, 0, SEEK_END);
  all.length = ftell(file);
  rewind(file);
  all.data = malloc(all.length);
  if (fread(all.data, 1, all.length, file) != (size_t)all.length) exit(66);
  fclose(file);
  return all;
}

static void verify(const struct octets *message, X509_STORE *store) {
  const unsigned char *at = message->data;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, message->length);
  BIO *out = BIO_new(BIO_s_mem());
  if (cms == NULL || CMS_verify(cms, NULL, store, NULL, out, CMS_BINARY | CMS_CADES) != 1) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
  BIO_free(out);
  CMS_ContentInfo_free(cms);
}

int main(int argc, char **argv) {
  if (argc < 5) return 64;
  X509_STORE *store = X509_STORE_new();
  struct octets root = read_file(argv[3]);
  const unsigned char *at = root.data;
  X509_STORE_add_cert(store, d2i_X509(NULL, &at, root.length));
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), atol(argv[1]));

  int count = argc - 4;
  struct octets *messages = malloc(count * sizeof *messages);
  for (int i = 0; i < count; i++) messages[i] = read_file(argv[4 + i]);

  int rounds = atoi(argv[2]);
  while (getchar() != EOF) {
    clock_t start = clock();
    for (int round = 0; round < rounds; round++)
      for (int i = 0; i < count; i++) verify(&messages[i], store);
    printf("%.2f\n", (clock() - start) * 1e6 / CLOCKS_PER_SEC / rounds / count);
    fflush(stdout);
  }
  return 0;
}
