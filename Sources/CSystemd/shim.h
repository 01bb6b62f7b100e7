#pragma once

#include <errno.h>
#include <stddef.h>
#include <malloc.h>
#include <string.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

/* Helpers for what Swift cannot import: macros with arguments and GNU extensions. Each one returns
   a negative error number on failure, so that nothing can change errno before the caller sees it. */

/* What one look into a socket gave: `count` bytes, and the process that wrote them if known. */
struct kedge_peek {
  long count;
  int has_writer;
  unsigned writer_uid;
};

/* Layout of the kernel's struct ucred, which glibc declares for GNU sources only. */
struct kedge_credentials {
  int process;
  unsigned user;
  unsigned group;
};

#define KEDGE_SCM_CREDENTIALS 2
#define KEDGE_SO_PASSCRED 16
#define KEDGE_SO_PEERCRED 17
#define KEDGE_SO_PEEK_OFF 42

/* Looks at the next bytes without taking them. With SO_PASSCRED a look never mixes two writers. */
static inline struct kedge_peek kedge_peek_bytes(int socket, void *buffer, unsigned long size) {
  struct kedge_peek result = {0, 0, 0};
  char control[CMSG_SPACE(sizeof(struct kedge_credentials))];
  struct iovec vector = {buffer, size};
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  result.count = recvmsg(socket, &message, MSG_PEEK | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (result.count < 0) {
    result.count = -errno;
    return result;
  }
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  for (; header != NULL; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != KEDGE_SCM_CREDENTIALS) continue;
    struct kedge_credentials writer;
    memcpy(&writer, CMSG_DATA(header), sizeof writer);
    result.has_writer = 1;
    result.writer_uid = writer.user;
  }
  return result;
}

/* Takes bytes that were looked at before. */
static inline long kedge_take_bytes(int socket, void *buffer, unsigned long size) {
  long count = recv(socket, buffer, size, MSG_DONTWAIT);
  return count < 0 ? -errno : count;
}

/* Sends without waiting and without SIGPIPE. */
static inline long kedge_send_bytes(int socket, const void *bytes, unsigned long size) {
  long count = send(socket, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  return count < 0 ? -errno : count;
}

static inline int kedge_get_option(int socket, int option, int *value) {
  socklen_t size = sizeof *value;
  return getsockopt(socket, SOL_SOCKET, option, value, &size) == 0 ? 0 : -errno;
}

static inline int kedge_set_option(int socket, int option, int value) {
  return setsockopt(socket, SOL_SOCKET, option, &value, sizeof value) == 0 ? 0 : -errno;
}

static inline int kedge_peer_uid(int socket, unsigned *uid) {
  struct kedge_credentials peer;
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, KEDGE_SO_PEERCRED, &peer, &size) != 0) return -errno;
  *uid = peer.user;
  return 0;
}

extern long syscall(long, ...);
extern int accept4(int, struct sockaddr *, socklen_t *, int);

static inline int kedge_accept(int listener) {
  int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return connection < 0 ? -errno : connection;
}

/* The address of a Unix socket; -ENAMETOOLONG if the path does not fit. */
static inline int kedge_unix_address(const char *path, struct sockaddr_un *address) {
  size_t length = strlen(path);
  if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length + 1);
  return 0;
}

static inline int kedge_bind(int socket, const char *path) {
  struct sockaddr_un address;
  int error = kedge_unix_address(path, &address);
  if (error < 0) return error;
  return bind(socket, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : -errno;
}

static inline int kedge_connect(int socket, const char *path) {
  struct sockaddr_un address;
  int error = kedge_unix_address(path, &address);
  if (error < 0) return error;
  return connect(socket, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : -errno;
}

extern void *memrchr(const void *, int, size_t);

/* Newlines among bytes. Sums of a block fit into a byte, so the loop keeps its lanes narrow. */
static inline size_t kedge_count_newlines(const char *bytes, size_t length) {
  size_t count = 0;
  while (length > 0) {
    size_t block = length < 240 ? length : 240;
    unsigned char few = 0;
    for (size_t i = 0; i < block; i++) few += bytes[i] == '\n';
    count += few;
    bytes += block;
    length -= block;
  }
  return count;
}

/* Number of bytes up to and including the last newline; 0 if there is none. */
static inline size_t kedge_whole_lines(const void *bytes, size_t count) {
  if (count == 0) return 0;
  const char *last = (const char *)memrchr(bytes, '\n', count);
  return last == NULL ? 0 : (size_t)(last - (const char *)bytes) + 1;
}

static inline int kedge_make_eventfd(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

/* Fails only when the counter is at its limit, and then the descriptor is readable already. */
static inline void kedge_raise_eventfd(int descriptor) { (void)eventfd_write(descriptor, 1); }

static inline void kedge_clear_eventfd(int descriptor) {
  eventfd_t value;
  (void)eventfd_read(descriptor, &value);
}

#define KEDGE_WATCH_DIRECTORY                                                                     \
  (IN_CREATE | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF |             \
   IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR)

/* Events after which the names in a directory are no longer what they were. */
#define KEDGE_WATCH_NAMES                                                                         \
  (IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF |          \
   IN_ATTRIB | IN_Q_OVERFLOW | IN_UNMOUNT | IN_IGNORED)

static inline unsigned kedge_name_events(void) { return KEDGE_WATCH_NAMES; }

static inline int kedge_make_inotify(void) {
  int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

static inline int kedge_watch_directory(int inotify, const char *path) {
  int watch = inotify_add_watch(inotify, path, KEDGE_WATCH_DIRECTORY);
  return watch < 0 ? -errno : watch;
}

/* The kernel's struct statx up to the time of birth; glibc declares it for GNU sources only. */
struct kedge_statx {
  uint32_t mask;
  uint32_t before[19];
  int64_t birth_seconds;
  uint32_t birth_nanoseconds;
  uint32_t after[41];
};

/* Time of birth in nanoseconds since the epoch, or -1 where the file system does not keep it. */
static inline int64_t kedge_birth_time(int descriptor) {
  const int at_empty_path = 0x1000;
  const unsigned statx_btime = 0x800;
  struct kedge_statx status;
  if (syscall(SYS_statx, descriptor, "", at_empty_path, statx_btime, &status) != 0) return -1;
  if ((status.mask & statx_btime) == 0) return -1;
  return status.birth_seconds * 1000000000 + status.birth_nanoseconds;
}

/* Names the calling thread for tools; PR_SET_NAME is 15. */
static inline void kedge_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name); }

/* mallopt and its names are not part of the Glibc module. Keeps freed memory of blocks for the next. */
static inline void kedge_keep_pages(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 4 << 20);
}
