#include "plugin.h"

#include <QDBusConnection>
#include <QFileInfo>

#include "fcitxwatcher.h"
#include "qfcitxplatforminputcontext.h"

namespace {

// fcitx 4 is on the session's bus under a name with the display's number, or on a bus of its own; fcitx 5 under its
// portal's name. The watcher of the input context knows all three, so it is asked here too.
bool isRunning() {
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    FcitxWatcher watcher(bus);
    watcher.watch();
    const bool answer = watcher.availability();
    watcher.unwatch();
    return answer;
}

} // namespace

// A session that names fcitx gets it even before it runs: the context waits for it. One that names nothing asks for
// "fcitx-if-running", and Qt goes on to the next of its list where fcitx is not there.
QPlatformInputContext *FcitxPlugin::create(const QString &key, const QStringList &parameters) {
    Q_UNUSED(parameters);
    if (key.compare(QLatin1String("fcitx-if-running"), Qt::CaseInsensitive) == 0 && !isRunning())
        return nullptr;
    return new QFcitxPlatformInputContext;
}
