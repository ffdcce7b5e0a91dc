package io.retune.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The words of an enumeration as the help spells them. picocli would name the constants to whoever misspells one.
 *
 * @param type the enumeration
 */
record EnumWords<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
    /** Lets a command read all its words. */
    static void teach(CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            Class<?> type = option.auxiliaryTypes()[0];
            if (type.isEnum()) {
                register(command, type);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the type is an enumeration
    private static void register(CommandLine command, Class<?> type) {
        command.registerConverter((Class) type, new EnumWords(type));
    }

    @Override
    public E convert(String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelled(constant).equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("expected one of " + words() + " but was '" + word + "'"));
    }

    private List<String> words() {
        return Arrays.stream(type.getEnumConstants()).map(EnumWords::spelled).toList();
    }

    private static String spelled(Enum<?> constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
