// A link between two computers that are network namespaces, for kernels that can't shape one that loses packets: each end
// is a TUN device, and what one sends the other gets later, slower, or not at all.
//     linksim NAMESPACE ADDRESS NAMESPACE ADDRESS MBIT DELAY_MS LOSS QUEUE_KIB
// In each direction a packet is lost by chance, or dropped where the queue is full; else it takes its time on the wire, and
// then the delay. Says "ready", and ends when it is told to.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000ull
// Under way in one direction: far more than any delay and queue here can hold.
#define MOST_PACKETS 16384
#define MOST_BYTES 1600
// What a frame has besides the packet.
#define FRAME_BYTES 18
// In one go, so that neither direction waits for the other.
#define AT_ONCE 64

struct packet {
  uint64_t due;
  uint16_t length;
  unsigned char bytes[MOST_BYTES];
};

struct direction {
  struct packet *packets;
  unsigned head, tail;
  // Until when the wire is taken by what was sent before.
  uint64_t busy;
};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static void must(int is_done, const char *what) {
  if (is_done) return;
  perror(what);
  exit(1);
}

// Moves this program into the namespace and makes the device there; the descriptor is good from everywhere.
static int device_in(const char *namespace, const char *address) {
  char text[256];
  snprintf(text, sizeof text, "/run/netns/%s", namespace);
  int entry = open(text, O_RDONLY);
  must(entry >= 0 && setns(entry, CLONE_NEWNET) == 0, namespace);
  close(entry);
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI, .ifr_name = "sim0"};
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  must(device >= 0 && ioctl(device, TUNSETIFF, &request) == 0, "/dev/net/tun");
  snprintf(text, sizeof text,
           "ip addr add %s/24 dev sim0 && ip link set sim0 up mtu 1500 txqueuelen 1000", address);
  must(system(text) == 0, "ip");
  return device;
}

int main(int count, char **words) {
  if (count < 9) return 2;
  int devices[2] = {device_in(words[1], words[2]), device_in(words[3], words[4])};
  double bytes_per_second = atof(words[5]) * 1e6 / 8;
  uint64_t delay = atof(words[6]) * 1e6;
  double loss = atof(words[7]);
  uint64_t queue = atof(words[8]) * 1024 / bytes_per_second * SECOND;
  struct direction directions[2] = {0};
  for (int i = 0; i < 2; i++) must((directions[i].packets = malloc(sizeof(struct packet) * MOST_PACKETS)) != NULL, "memory");
  // The same losses in every run.
  srand48(42);
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  puts("ready");
  fflush(stdout);

  for (;;) {
    uint64_t time = now(), next = 0;
    for (int i = 0; i < 2; i++) {
      struct direction *way = &directions[i];
      for (; way->head != way->tail; way->head++) {
        struct packet *first = &way->packets[way->head % MOST_PACKETS];
        if (first->due > time) {
          if (next == 0 || first->due < next) next = first->due;
          break;
        }
        // Where the other end takes no more it is lost, as anywhere.
        if (write(devices[1 - i], first->bytes, first->length) < 0) continue;
      }
    }
    struct itimerspec alarm = {.it_value = {.tv_sec = next / SECOND, .tv_nsec = next % SECOND}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &alarm, NULL);
    struct pollfd polled[3] = {{devices[0], POLLIN, 0}, {devices[1], POLLIN, 0}, {timer, POLLIN, 0}};
    poll(polled, 3, -1);
    uint64_t expired;
    if (read(timer, &expired, sizeof expired) < 0) expired = 0;
    for (int i = 0; i < 2; i++) {
      if (!(polled[i].revents & POLLIN)) continue;
      struct direction *way = &directions[i];
      for (int turn = 0; turn < AT_ONCE; turn++) {
        unsigned char bytes[MOST_BYTES];
        int length = read(devices[i], bytes, sizeof bytes);
        if (length <= 0) break;
        if (drand48() < loss) continue;
        time = now();
        if (way->busy < time) way->busy = time;
        if (way->busy - time > queue || way->tail - way->head >= MOST_PACKETS) continue;
        way->busy += (length + FRAME_BYTES) / bytes_per_second * SECOND;
        struct packet *last = &way->packets[way->tail % MOST_PACKETS];
        last->due = way->busy + delay;
        last->length = length;
        memcpy(last->bytes, bytes, length);
        way->tail++;
      }
    }
  }
}
