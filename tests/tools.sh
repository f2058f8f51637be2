#!/bin/sh
# What the tests need beside Python: Chromium, CJK fonts and PostgreSQL's server programs, from the system's packages.
set -eu

missing() {
    command -v chromium >/dev/null 2>&1 || echo chromium
    [ -d /usr/share/fonts/opentype/noto ] || echo fonts-noto-cjk
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
    command -v setpriv >/dev/null 2>&1 || echo util-linux
}

packages=$(missing)
[ -n "$packages" ] || exit 0

# shellcheck disable=SC2086  # a list of words on purpose
set -- $packages
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "测试还缺这些系统软件包：$*。请先安装（例如 sudo apt-get install $*），再运行 make test。" >&2
    exit 1
fi
echo "正在安装测试需要的软件包：$* ……" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
