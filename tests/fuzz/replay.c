/* Runs a fuzz target over the files of its corpus: the regression test of every finding. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    static uint8_t bytes[1 << 20];
    const size_t n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    /* A copy of exact size, so that the sanitizer sees a read past the end. */
    uint8_t *exact = malloc(n == 0 ? 1 : n);
    if (exact == NULL)
        abort();
    memcpy(exact, bytes, n);
    (void)LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
        return 2;
    }
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) {
        (void)fprintf(stderr, "%s: no such folder\n", argv[1]);
        return 2;
    }
    int files = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (entry->d_name[0] != '.')
            files += replay(argv[1], entry->d_name);
    (void)closedir(folder);
    (void)printf("%d passed, 0 failed\n", files);
    return files == 0 ? 1 : 0;
}
