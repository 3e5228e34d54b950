/// The sources of settings, in order of precedence: command line, environment, file, default.
struct SettingSources: Sendable {
    let environment: Environment
    let file: SettingValues

    /// The value of a setting.
    /// - Parameter flag: The value from the command line, if any.
    /// - Throws: `CommandFailure` if the variable cannot be parsed and the command line has no value.
    func value<Value, Result>(_ setting: Setting<Value, Result>, _ flag: Value? = nil) throws -> Result {
        if let flag { return setting.resolved(flag) }
        return setting.resolved(try environment.value(setting) ?? file[setting])
    }

    /// The value of a boolean setting, which the command line can only turn on.
    func value(_ setting: Setting<Bool, Bool>, _ flag: Bool?) throws -> Bool {
        try flag == true || value(setting)
    }

    /// Whether the environment or the file has a value.
    func isSet<Value, Result>(_ setting: Setting<Value, Result>) -> Bool {
        environment[setting] != nil || file[setting] != nil
    }
}

/// The values of settings in the configuration file.
struct SettingValues: Sendable {
    private var values: [String: any Sendable] = [:]

    subscript<Value, Result>(setting: Setting<Value, Result>) -> Value? {
        get { setting.key.flatMap { values[$0] as? Value } }
        set { if let key = setting.key { values[key] = newValue } }
    }
}
