/* The floor: receives from the Unix stream socket on standard input, and discards. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>

static char block[256 << 10];

int main(void) {
  long bytes = 0;
  ssize_t count;
  while ((count = recv(0, block, sizeof block, 0)) > 0) bytes += count;
  struct rusage usage;
  if (count < 0 || getrusage(RUSAGE_SELF, &usage) != 0) {
    perror("receive");
    return 74;
  }
  double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("{\"bytes\":%ld,\"cpu\":%.6f}\n", bytes, cpu);
  return 0;
}
