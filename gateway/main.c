/* puente: an SMS and USSD survey gateway. */
#include "gateway/command.h"
#include "gateway/crypto.h"

int main(int argc, char **argv)
{
    gw_crypto_init();
    return gw_command_run(argc, argv);
}
