/// Where settings come from: the command line takes precedence over the environment, the environment over the file, and the
/// file over the default.
struct SettingSources: Sendable {
    let environment: Environment
    let file: SettingValues

    /// The value of a setting.
    /// - Parameter flag: The value on the command line; `nil` where it has none.
    /// - Throws: What is wrong with its variable, unless the command line has a value.
    func value<Value, Result>(_ setting: Setting<Value, Result>, _ flag: Value? = nil) throws -> Result {
        if let flag { return setting.resolved(flag) }
        return setting.resolved(try environment.value(setting) ?? file[setting])
    }

    /// The same for a switch, which the command line can only turn on.
    func value(_ setting: Setting<Bool, Bool>, _ flag: Bool?) throws -> Bool {
        try flag == true || value(setting)
    }

    /// Whether the environment or the file has a value.
    func isSet<Value, Result>(_ setting: Setting<Value, Result>) -> Bool {
        environment[setting] != nil || file[setting] != nil
    }
}

/// Values of settings, as the configuration file has them.
struct SettingValues: Sendable {
    private var values: [String: any Sendable] = [:]

    subscript<Value, Result>(setting: Setting<Value, Result>) -> Value? {
        get { setting.key.flatMap { values[$0] as? Value } }
        set { if let key = setting.key { values[key] = newValue } }
    }
}
