// The plug-in by which Qt reaches fcitx 4 and fcitx 5; takes the place of main.h and main.cpp of Debian's fcitx-qt5.
#pragma once

#include <qpa/qplatforminputcontextplugin_p.h>

class FcitxPlugin : public QPlatformInputContextPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QPlatformInputContextFactoryInterface_iid FILE "plugin.json")
public:
    using QPlatformInputContextPlugin::QPlatformInputContextPlugin;
    QPlatformInputContext *create(const QString &key, const QStringList &parameters) override;
};
