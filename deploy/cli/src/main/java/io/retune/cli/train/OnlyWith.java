package io.retune.cli.train;

import io.retune.training.Method;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The methods with which a flag, or each flag of a class, has an effect; one on a flag counts before that of its class.
 * {@link MethodFlags} refuses the flag with others.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface OnlyWith {
    /** At least one. */
    Method[] value();
}
